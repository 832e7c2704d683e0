"""The rating form: a versioned template of factors and items. A version in use is never edited."""

from django.db import models


class FormTemplate(models.Model):
    key = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    is_supervisory = models.BooleanField(default=False, help_text="For people who supervise: adds their factors.")

    class Meta:
        ordering = ["key", "version"]
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="evaluations_template_version_once")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class FormFactor(models.Model):
    template = models.ForeignKey(FormTemplate, on_delete=models.CASCADE, related_name="factors")
    key = models.SlugField(max_length=60)
    label = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["template", "key"], name="evaluations_factor_key_once"),
            models.UniqueConstraint(fields=["template", "position"], name="evaluations_factor_position_once"),
        ]

    def __str__(self) -> str:
        return self.label


class FormItem(models.Model):
    factor = models.ForeignKey(FormFactor, on_delete=models.CASCADE, related_name="items")
    key = models.SlugField(max_length=60)
    label = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["factor", "key"], name="evaluations_item_key_once"),
            models.UniqueConstraint(fields=["factor", "position"], name="evaluations_item_position_once"),
        ]

    def __str__(self) -> str:
        return self.label
