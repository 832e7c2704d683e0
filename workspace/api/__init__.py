"""The parts of the API that put the rooms together."""

from workspace.api.due import Calendar, Description, DueOfPerson, Month
from workspace.api.steps import (
    OnePayrollExport,
    PayrollExports,
    PayrollFile,
    Steps,
    StepsAtRisk,
    StepsOfOnePerson,
)

__all__ = [
    "Calendar",
    "Description",
    "DueOfPerson",
    "Month",
    "OnePayrollExport",
    "PayrollExports",
    "PayrollFile",
    "Steps",
    "StepsAtRisk",
    "StepsOfOnePerson",
]
