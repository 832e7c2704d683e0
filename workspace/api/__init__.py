"""The parts of the API that put the rooms together."""

from workspace.api.docket import Docket, DocketAssign
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
    "Docket",
    "DocketAssign",
    "DueOfPerson",
    "Month",
    "OnePayrollExport",
    "PayrollExports",
    "PayrollFile",
    "Steps",
    "StepsAtRisk",
    "StepsOfOnePerson",
]
