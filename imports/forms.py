"""What people choose about a file; the services decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.csvimport.headings import normalised
from imports.enums import Outcome
from imports.models import Upload
from imports.registry import Kind
from imports.services import LARGEST

PREFIX = "column_"
ENCODINGS = [
    ("utf-8", "UTF-8"),
    ("windows-1252", gettext_lazy("Windows (Western Europe), windows-1252")),
    ("mac-roman", gettext_lazy("Macintosh, mac-roman")),
    ("utf-16", "UTF-16"),
]


class UploadForm(forms.Form):
    """A file, and what it holds."""

    kind = forms.ChoiceField(label=gettext_lazy("What the file holds"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A CSV file or an Excel workbook (.xlsx), up to 25 MB. You see what would change before anything does."
        ),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("This file is empty. Choose another one."),
        },
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,.xlsx,.xlsm,text/csv"}),
    )

    def __init__(self, *args: Any, kinds: list[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.name, kind.label) for kind in kinds]  # type: ignore[attr-defined]  # a choice field
        self.fields["kind"].initial = kinds[-1].name

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(too_large())
        return file


def too_large() -> str:
    return _("This file is larger than %(size)d MB: split it into several.") % {"size": LARGEST // 1024 // 1024}


class ReadingForm(forms.Form):
    """How the file is read, where that was not found by itself."""

    header_row = forms.IntegerField(
        label=gettext_lazy("Row that names the columns"), min_value=1, max_value=10_000, required=False
    )
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"),
        choices=ENCODINGS,
        required=False,
        help_text=gettext_lazy("Choose another one where letters with accents look wrong below."),
    )

    def __init__(self, *args: Any, upload: Upload, **kwargs: Any) -> None:
        outline = upload.outline
        initial = {"header_row": outline["header_row"], "sheet": outline["sheet"], "encoding": outline["encoding"]}
        super().__init__(*args, initial=initial, **kwargs)
        hidden = _("%(name)s (hidden)")
        self.fields["sheet"].choices = [  # type: ignore[attr-defined]  # a choice field
            (name, hidden % {"name": name} if is_hidden else name) for name, is_hidden in outline["sheets"]
        ]
        if len(outline["sheets"]) < 2:
            del self.fields["sheet"]
        if outline["is_utf8"]:
            del self.fields["encoding"]


class ColumnsForm(forms.Form):
    """Which heading of the file holds which field."""

    is_month_first = forms.TypedChoiceField(
        label=gettext_lazy("How dates are written"),
        choices=[
            ("", gettext_lazy("Year-month-day, 2026-07-01 (or as dates of the workbook)")),
            ("yes", gettext_lazy("Month/day/year, 7/1/2026")),
        ],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )
    save_as = forms.CharField(
        label=gettext_lazy("Keep these choices under the name"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("The next file with these headings is then read the same way by itself."),
    )

    def __init__(self, *args: Any, upload: Upload, kind: Kind, **kwargs: Any) -> None:
        initial = {f"{PREFIX}{field}": heading for field, heading in upload.mapping.items()}
        initial["is_month_first"] = "yes" if upload.is_month_first else ""
        super().__init__(*args, initial=initial, **kwargs)
        self.kind = kind
        samples = samples_of(upload)
        choices = [("", _("Not in this file")), *((heading, title) for heading, (title, _s) in samples.items())]
        for column in kind.columns:
            given = samples.get(upload.mapping.get(column.field, ""), ("", []))[1]
            self.fields[f"{PREFIX}{column.field}"] = forms.ChoiceField(
                label=kind.label_of(column.field),
                choices=choices,
                required=column.is_required,
                help_text=_("In the file: %(samples)s") % {"samples": " · ".join(given)} if given else "",
                error_messages={"required": _("Choose the column of the file that holds it.")},
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for column in self.kind.columns:
            name = f"{PREFIX}{column.field}"
            heading = cleaned.get(name, "")
            if heading and heading in taken:
                self.add_error(name, _("This column is chosen for %(other)s, too.") % {"other": taken[heading]})
            elif heading:
                taken[heading] = self.kind.label_of(column.field)
        return cleaned

    def mapping(self) -> dict[str, str]:
        """Field → heading as it is compared."""
        fields = [column.field for column in self.kind.columns]
        chosen = {field: self.cleaned_data.get(f"{PREFIX}{field}", "") for field in fields}
        return {field: heading for field, heading in chosen.items() if heading}


def samples_of(upload: Upload) -> dict[str, tuple[str, list[str]]]:
    """Heading as it is compared → as it is written, and some values under it."""
    pairs = zip(upload.outline["titles"], upload.outline["samples"], strict=True)
    return {normalised(title): (title, values) for title, values in pairs if normalised(title)}


class RowFilterForm(forms.Form):
    """What the preview is narrowed by; which outcome is shown is chosen by its tab."""

    q = forms.CharField(
        label=gettext_lazy("Number or name"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search"}),
    )
    outcome = forms.ChoiceField(
        required=False, choices=[("", ""), *((outcome.value, "") for outcome in Outcome)], widget=forms.HiddenInput
    )


class ApplyForm(forms.Form):
    """The last word before anything is changed. `digest` names the preview that the person looked at."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    is_strict = forms.BooleanField(
        label=gettext_lazy("Apply nothing if a row is rejected"),
        required=False,
        help_text=gettext_lazy("Without this the rejected rows are left out, and the others are applied."),
    )
