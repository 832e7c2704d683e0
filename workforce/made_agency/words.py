# ruff: noqa: RUF001 - curly apostrophes and letters that look like others are what names are made of
"""The parts that names, units and classes are put together from."""

from __future__ import annotations

# First names of many origins: one letter, hyphens, accents, both apostrophes, several words.
FIRST_NAMES = (
    "Aaliyah", "Abebe", "Adaeze", "Ágnes", "Aiko", "Alejandra", "Amara", "Amélie", "Anaïs", "Andrej", "Anh", "Aoife",
    "Arjun", "Åsa", "Ayşe", "Beatriz", "Bjørn", "Bo", "Brigid", "Carlos", "Chidi", "Chloë", "Clara", "D’Arcy",
    "Da'Quan", "Daniela", "Dariusz", "Deepa", "Demetrius", "Đorđe", "Ebony", "Eiríkur", "Élodie", "Emeka", "Emma",
    "Erzsébet", "Fatima", "Félix", "Fernando", "François", "Gabriela", "Giuseppe", "Grace", "Guadalupe", "Gülşen",
    "Hanna", "Haruto", "Héctor", "Hiroshi", "Hyun-woo", "Ibrahim", "Ifeoma", "Ilse", "Imani", "Inés", "Ioana", "Isaiah",
    "Ja’Nae", "Jamal", "Jan", "Jean-Baptiste", "Jesús", "Jin", "João", "Joan", "Jørgen", "José", "Juana", "Kaʻiulani",
    "Kateřina", "Keisha", "Kenji", "Khadija", "Kwame", "Lakshmi", "Latoya", "Leilani", "Linh", "Łukasz", "Luz", "Maeve",
    "Magdalena", "Malik", "Marcus", "María", "María Fernanda", "Mary Lou", "Mei-Ling", "Mehmet", "Michał",
    "Miguel Ángel", "Mohammed", "Moana", "Naoko", "Nasrin", "Ngozi", "Nguyệt", "Niamh", "Noor", "Octavia", "Olga",
    "Omar", "Oluwaseun", "Óscar", "Patience", "Paweł", "Pavel", "Petra", "Phương", "Pilar", "Priya", "Quetzal", "Ramón",
    "Rania", "Raúl", "Renée", "Rosalind", "Ruth", "Salvador", "Samira", "Saoirse", "Sean", "Seán", "Shanice", "Siobhán",
    "Sofía", "Solveig", "Søren", "Stella", "Tâm", "Tameka", "Tatiana", "Thảo", "Theodore", "Þóra", "Tomás", "Tyrone",
    "U", "Ursula", "Valentina", "Víctor", "Wanjiru", "Wei", "Xiomara", "Xóchitl", "Yasmin", "Yaw", "Yūki", "Yvonne",
    "Zainab", "Zdeněk", "Zoë", "Zuzana",
)  # fmt: skip
# Last names likewise; particles stand in front of some of them.
LAST_NAMES = (
    "Abara", "Abdi", "Achebe", "Acuña", "Adeyemi", "Aguilar", "Ahmadi", "Ahn", "Åkesson", "Álvarez", "Andersson",
    "Antonescu", "Aquino", "Araújo", "Arroyo", "Asante", "Auerbach", "Bailey", "Baker", "Balogun", "Banerjee",
    "Barrera", "Bąk", "Bell", "Bianchi", "Björnsdóttir", "Blackwood", "Boateng", "Böhm", "Bondarenko", "Boyd",
    "Branković", "Brooks", "Bùi", "Cabrera", "Çelik", "Castellanos", "Chávez", "Chen", "Choi", "Coleman", "Córdova",
    "Cruz", "Čapek", "Dąbrowska", "D'Angelo", "D’Souza", "Delgado", "Demir", "Desai", "Diallo", "Đặng", "Doyle",
    "Dubois", "Echeverría", "Eguía", "Ellis", "Enríquez", "Eriksen", "Espinoza", "Farah", "Fernandes", "Fitzgerald",
    "Flores", "Fofana", "Fraser", "Fuentes", "Gallagher", "García", "Gebremariam", "Girma", "Goldberg", "Gómez",
    "Gonçalves", "Grant", "Grzybowski", "Guðmundsson", "Gutiérrez", "Hakimi", "Hara", "Harris", "Hayashi", "Hernández",
    "Herrera", "Hoàng", "Holm", "Horváth", "Huang", "Hughes", "Hussein", "Ibáñez", "Ibarra", "Iglesias", "Ito", "Iwu",
    "Jackson", "Jaramillo", "Jiménez", "Johansen", "Jovanović", "Juárez", "Kaʻahumanu", "Kamara", "Kaur", "Kavanagh",
    "Keller", "Khan", "Kim", "Kovač", "Kowalczyk", "Kożuch", "Kumar", "Kuznetsova", "Lê", "Lee", "Lefèvre", "Li",
    "Lindqvist", "López", "Luna", "Lynch", "MacAllister", "Madsen", "Magaña", "Mahlangu", "Maldonado", "Mansour",
    "Marsh", "Martínez", "Mbeki", "McBride", "Mehta", "Mejía", "Meléndez", "Mendoza", "Mensah", "Meyer", "Minh",
    "Mishra", "Molnár", "Morales", "Moreau", "Muñoz", "Nakamura", "N’Diaye", "Navarro", "Nguyễn", "Nieves", "Novák",
    "Núñez", "Nwosu", "O", "O'Brien", "O’Connor", "O'Neill", "Ocampo", "Ødegård", "Okafor", "Oliveira", "Olsen",
    "Ordóñez", "Ortiz", "Osei", "Öztürk", "Pacheco", "Padilla", "Papadopoulou", "Park", "Patel", "Peña", "Pereira",
    "Pérez", "Petrov", "Phạm", "Piñón", "Popescu", "Quiñones", "Quiroga", "Ramírez", "Ramos", "Reyes", "Ríos", "Rivera",
    "Robinson", "Rodríguez", "Rojas", "Rossi", "Różycki", "Ruiz", "Sàrraga", "Saeed", "Salazar", "Sánchez", "Santos",
    "Sato", "Schäfer", "Schröder", "Sepúlveda", "Shah", "Shevchenko", "Silva", "Singh", "Smith", "Solís", "Sousa",
    "Suárez", "Sweeney", "Szabó", "Şahin", "Takahashi", "Tamaʻu", "Tanaka", "Taylor", "Tesfaye", "Thompson", "Þórsson",
    "Torres", "Toledo", "Tran", "Tshabalala", "Uribe", "Valdés", "Valencia", "Varga", "Vásquez", "Vega", "Villaseñor",
    "Volkov", "Wagner", "Walker", "Wambui", "Wang", "Washington", "Weiß", "Whitfield", "Williams", "Wójcik", "Wong",
    "Wright", "Xiong", "Yamamoto", "Yáñez", "Yang", "Yılmaz", "Youssef", "Zapata", "Zhang", "Zielińska", "Zúñiga",
    "Žukauskas",
)  # fmt: skip
PARTICLES = ("al-", "bin ", "da ", "de ", "de la ", "del ", "dos ", "El ", "Ní ", "ter ", "van ", "van der ", "von ")
LONGEST_FIRST = "Wilhelmina-Anastasia Oluwafunmilayo Maximiliana Guðlaug"
LONGEST_LAST = "Featherstonehaugh-Papadimitriou de la Santísima Trinidad y Echeverría-Goikoetxeberria"

BUREAUS = (
    "Field Services", "Community Programs", "Finance", "Information Technology", "Facilities", "Public Works",
    "Environmental Services", "Health Services", "Records", "Licensing", "Transportation", "Parks", "Library Services",
    "Child Support", "Adult Services", "Benefits", "Appeals", "Procurement", "Public Information",
    "Emergency Readiness", "Harbor Services", "Laboratory Services", "Water Resources", "Fleet", "Legal Support",
    "Research",
)  # fmt: skip
DIVISIONS = (
    "North", "South", "East", "West", "Central", "Coastal", "Valley", "Foothill", "Metro", "Harbor", "Canyon",
    "Airport", "Evening", "Regional", "Mobile", "Contracts", "Standards", "Planning", "Oversight", "Operations",
)  # fmt: skip
PROGRAMS = (
    "Intake", "Eligibility", "Case Review", "Outreach", "Inspection", "Maintenance", "Design", "Data", "Accounts",
    "Quality", "Training", "Permits", "Reception", "Dispatch", "Archives", "Safety", "Grants", "Partnerships",
)  # fmt: skip
UNITS = (
    "Unit 1", "Unit 2", "Unit 3", "Unit 4", "Day Unit", "Night Unit", "Front Desk", "Field Unit", "Support Unit",
    "Review Unit", "Special Cases", "Relief Unit",
)  # fmt: skip
HR_BUREAU = "Human Resources Bureau"
HR_UNITS = ("Employee Performance Division", "Performance Program", "Performance Management Unit")

# Occupational groups: number of the bargaining unit, months of probation, what is worked on, and as what.
GROUPS = (
    (1, 6, "Analyst",
     ("Budget", "Contract", "Grant", "Policy", "Program", "Rate", "Revenue", "Risk", "Tax", "Trust", "Audit",
      "Treasury")),
    (2, 12, "Attorney",
     ("Appeals", "Civil", "Contract", "Dependency", "Estate", "Labor", "Land", "Licensing", "Probate", "Tax",
      "Utility", "Water")),
    (3, 12, "Instructor",
     ("Apprentice", "Arts", "Braille", "Language", "Literacy", "Mathematics", "Music", "Science", "Signing", "Trades",
      "Transition", "Welding")),
    (4, 6, "Technician",
     ("Billing", "Claims", "Docket", "Enrollment", "Filing", "Mail", "Office", "Payroll", "Permit", "Records",
      "Scheduling", "Vouchers")),
    (7, 12, "Inspector",
     ("Boiler", "Bridge", "Dairy", "Elevator", "Fire", "Food", "Harbor", "Housing", "Produce", "Scale", "Vehicle",
      "Well")),
    (9, 12, "Engineer",
     ("Bridge", "Drainage", "Electrical", "Harbor", "Hydraulic", "Mechanical", "Pavement", "Signal", "Structural",
      "Surveying", "Transit", "Utility")),
    (10, 12, "Scientist",
     ("Air", "Aquatic", "Botany", "Climate", "Forest", "Marine", "Ocean", "Seismic", "Soil", "Toxics", "Water",
      "Wildlife")),
    (11, 6, "Laboratory Technician",
     ("Assay", "Culture", "Forensic", "Materials", "Optics", "Sample", "Seed", "Serum", "Stain", "Tissue", "Virus",
      "Water")),
    (12, 6, "Mechanic",
     ("Boat", "Bus", "Chiller", "Crane", "Diesel", "Elevator", "Fleet", "Gate", "Lock", "Pump", "Signal", "Tractor")),
    (15, 6, "Custodial Worker",
     ("Airport", "Courthouse", "Depot", "Gallery", "Garden", "Hospital", "Kitchen", "Laundry", "Library", "Museum",
      "Stadium", "Terminal")),
    (17, 6, "Nurse",
     ("Clinic", "Community", "Intake", "Maternal", "Night", "Pediatric", "Public Health", "Recovery", "School",
      "Surgical", "Ward", "Wound")),
    (19, 9, "Social Worker",
     ("Adoption", "Adult", "Benefits", "Child", "Crisis", "Elder", "Family", "Foster", "Housing", "Recovery",
      "Reentry", "Youth")),
    (20, 6, "Systems Specialist",
     ("Access", "Archive", "Backup", "Data", "Desktop", "Identity", "Mapping", "Network", "Printing", "Security",
      "Telephone", "Web")),
    (21, 6, "Librarian",
     ("Catalog", "Children’s", "Law", "Local History", "Map", "Medical", "Music", "Newspaper", "Photograph",
      "Reference", "Teen", "Translation")),
)  # fmt: skip
