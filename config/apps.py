from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The installation itself: an app only so that its checks are known wherever Django starts."""

    name = "config"
    verbose_name = "Installation"

    def ready(self) -> None:
        from config import checks  # noqa: F401 - importing registers them
