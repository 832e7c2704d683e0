"""Draws a graph of states as plain SVG shapes, without a browser (docs/adr: reference documents).

The states stand one below the other. A move to the next state is an arrow straight down. Every other move has a lane of
its own beside the states, backwards on the left and forwards on the right: its sources run into the lane, and one arrow
leads from the lane to its target, under the words of the move. No line runs through words: words stand between the
states and the first lane.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from workspace.reference.shapes import Graph, Move

BOX_WIDTH = 210
LINE = 22  # from one line that leaves or enters a state to the next
LEAST_BOX = 48
GAP = 46
MARGIN = 12
LANE = 16
LETTER = 7.1  # a wide letter of the picture's type
LEFT, RIGHT = "left", "right"


@dataclass(frozen=True, slots=True)
class Box:
    """A state."""

    x: int
    y: int
    height: int
    label: str
    is_end: bool
    width: int = BOX_WIDTH

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def baseline(self) -> int:
        """Where its word stands."""
        return self.y + self.height // 2 + 5


@dataclass(frozen=True, slots=True)
class Line:
    """A run of straight lines as an SVG path; with an arrow at its end or without."""

    path: str
    has_arrow: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The name of a move; `anchor` as SVG means it."""

    x: int
    y: int
    text: str
    anchor: str


@dataclass(slots=True)
class Drawing:
    """All shapes of one picture, and its size."""

    name: str
    title: str
    width: int = 0
    height: int = 0
    start: tuple[int, int] = (0, 0)
    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)


def drawing_of(graph: Graph) -> Drawing:
    """The picture of the graph."""
    return _Draughtsman(graph).draw()


class _Draughtsman:
    """One pass: who needs a lane, how wide and high that makes everything, then the shapes."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.place = {state.value: number for number, state in enumerate(graph.states)}
        self.straight = [move for move in graph.moves if self._is_straight(move)]
        laned = [move for move in graph.moves if not self._is_straight(move)]
        self.lanes = {
            side: sorted((move for move in laned if self._side(move) == side), key=self._reach)
            for side in (LEFT, RIGHT)
        }
        # The lines of each state on each side, from its top down: (move, whether it comes in).
        self.ports: dict[tuple[str, str], list[tuple[str, bool]]] = {}
        for side, moves in self.lanes.items():
            for move in moves:
                for source in move.sources:
                    self.ports.setdefault((source, side), []).append((move.name, False))
                self.ports.setdefault((move.target, side), []).append((move.name, True))
        self.room = {side: self._room(moves) for side, moves in self.lanes.items()}

    def draw(self) -> Drawing:
        left = MARGIN + len(self.lanes[LEFT]) * LANE + self.room[LEFT]
        width = left + BOX_WIDTH + self.room[RIGHT] + len(self.lanes[RIGHT]) * LANE + MARGIN
        drawing = Drawing(
            self.graph.name.replace(".", "-").lower(), self.graph.title, width=max(width, left + BOX_WIDTH + 190)
        )
        top = MARGIN + GAP
        for state in self.graph.states:
            most = max(len(self.ports.get((state.value, side), ())) for side in (LEFT, RIGHT))
            box = Box(left, top, max(LEAST_BOX, (most + 1) * LINE), state.label, state.is_end)
            drawing.boxes.append(box)
            top += box.height + GAP
        drawing.height = top - GAP + MARGIN
        first = drawing.boxes[self.place[self.graph.initial]]
        drawing.start = (first.middle, first.y - GAP + 10)
        drawing.lines.append(Line(f"M{first.middle} {first.y - GAP + 10}V{first.y}", has_arrow=True))
        self._straight_lines(drawing)
        self._lane_lines(drawing)
        return drawing

    def _straight_lines(self, drawing: Drawing) -> None:
        for move in self.straight:
            above, below = (drawing.boxes[self.place[value]] for value in (move.sources[0], move.target))
            drawing.lines.append(Line(f"M{above.middle} {above.y + above.height}V{below.y}", has_arrow=True))
            drawing.words.append(Words(above.middle + 9, below.y - GAP // 2 + 4, move.label, "start"))

    def _lane_lines(self, drawing: Drawing) -> None:
        for side, moves in self.lanes.items():
            for number, move in enumerate(moves):
                self._lane(drawing, side, move, number)

    def _lane(self, drawing: Drawing, side: str, move: Move, number: int) -> None:
        box = drawing.boxes[0]
        edge = box.x if side == LEFT else box.x + box.width
        away = -1 if side == LEFT else 1
        lane = edge + away * (self.room[side] + number * LANE)
        into = self._port(drawing, move.target, side, move.name, comes_in=True)
        outs = [self._port(drawing, source, side, move.name, comes_in=False) for source in move.sources]
        drawing.lines += [Line(f"M{edge} {out}H{lane}V{into}", has_arrow=False) for out in outs]
        drawing.lines.append(Line(f"M{lane} {into}H{edge}", has_arrow=True))
        drawing.words.append(Words(edge + away * 14, into - 5, move.label, "end" if side == LEFT else "start"))

    def _port(self, drawing: Drawing, state: str, side: str, move: str, *, comes_in: bool) -> int:
        box, ports = drawing.boxes[self.place[state]], self.ports[state, side]
        return box.y + box.height * (ports.index((move, comes_in)) + 1) // (len(ports) + 1)

    def _is_straight(self, move: Move) -> bool:
        is_next = self.place[move.target] - self.place[move.sources[0]] == 1
        shared = sum((move.sources, move.target) == (other.sources, other.target) for other in self.graph.moves)
        return len(move.sources) == 1 and is_next and shared == 1

    def _side(self, move: Move) -> str:
        return RIGHT if self.place[move.target] > self.place[move.sources[0]] else LEFT

    def _reach(self, move: Move) -> tuple[int, int]:
        """Short lanes run near the states, long ones around them."""
        places = [self.place[value] for value in (*move.sources, move.target)]
        return max(places) - min(places), min(places)

    @staticmethod
    def _room(moves: list[Move]) -> int:
        """How much stands between the states and the first lane: the longest words."""
        return 30 + int(max((len(move.label) for move in moves), default=0) * LETTER)
