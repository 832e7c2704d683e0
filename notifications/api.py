"""Webhooks by program, for system administrators alone: the services and sentences of their pages."""

from __future__ import annotations

import uuid
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView, operation
from accounts.enums import Scope
from common.api.serializers import Asked, LineField, Nothing, Shown, WordField
from notifications.enums import DeliveryStatus, PauseReason, WebhookEvent, WebhookState
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.permissions import check_can_manage_webhooks
from notifications.rules.webhooks import LONGEST_NAME
from notifications.selectors import deliveries_listed, webhook_for, webhooks_listed
from notifications.services.webhooks import (
    delivery_again,
    webhook_create,
    webhook_delete,
    webhook_pause,
    webhook_ping,
    webhook_resume,
    webhook_secret_rotate,
    webhook_update,
)

KINDS = [kind.value for kind in WebhookEvent]


class WebhookShown(Shown):
    public_id = serializers.UUIDField()
    name = serializers.CharField()
    url = serializers.CharField()
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=KINDS))
    state = WordField(WebhookState)
    paused_reason = WordField(PauseReason, allow_blank=True)
    created_at = serializers.DateTimeField()
    failing_since = serializers.DateTimeField(allow_null=True)
    waiting = serializers.IntegerField(help_text="How many messages wait.")
    waiting_since = serializers.DateTimeField(allow_null=True)
    last_delivered_at = serializers.DateTimeField(allow_null=True)


class WebhookWithSecretShown(WebhookShown):
    secret = serializers.CharField(
        allow_null=True,
        help_text="Signs every message; told this once. Null where a request was repeated by its key.",
    )


class DeliveryShown(Shown):
    """One message."""

    public_id = serializers.UUIDField(help_text="The message's webhook-id.")
    kind = serializers.ChoiceField(choices=KINDS)
    subject = serializers.CharField()
    occurred_at = serializers.DateTimeField()
    status = WordField(DeliveryStatus)
    attempts = serializers.IntegerField()
    answer_status = serializers.IntegerField(allow_null=True, help_text="The receiver's; null where none came.")
    error = serializers.CharField()
    delivered_at = serializers.DateTimeField(allow_null=True)


class WebhookAsked(Asked):
    name = LineField(max_length=LONGEST_NAME, help_text="What people call it.")
    url = LineField(max_length=500, help_text="https, to a public address.")
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=[kind for kind in KINDS if kind != WebhookEvent.PING.value]),
        max_length=len(KINDS),
        help_text="What it is told.",
    )


class DeliveriesAsked(Asked):
    status = WordField(DeliveryStatus, required=False)
    kind = serializers.ChoiceField(choices=KINDS, required=False)


def shown(rows: list[WebhookEndpoint]) -> list[dict[str, Any]]:
    """Webhooks as `webhooks_listed` reads them."""
    return list(WebhookShown(rows, many=True).data)


def deliveries_shown(rows: list[WebhookDelivery]) -> list[dict[str, Any]]:
    """Messages without what they say."""
    return list(DeliveryShown(rows, many=True).data)


class WebhookView(ApiView):
    """An address of webhooks. For everybody but system administrators there is none (404)."""

    def answer(self, public_id: uuid.UUID, *, status: int = 200, **more: Any) -> Response:
        """The webhook as it is now."""
        return self.one({**shown([webhook_for(self.person, public_id)])[0], **more}, status=status)


class Webhooks(WebhookView):
    scopes = {"GET": Scope.WEBHOOKS_MANAGE, "POST": Scope.WEBHOOKS_MANAGE}
    told_once = ("secret",)
    ordering = ("name",)

    @operation(summary="List webhooks", answers=WebhookShown(many=True))
    def get(self, request: Request) -> Response:
        """Every webhook with its state and how far it is behind."""
        self.no_query()
        check_can_manage_webhooks(self.person)
        return self.page(webhooks_listed(self.person), shown)

    @operation(summary="Make a webhook", asked=WebhookAsked, answers=WebhookWithSecretShown, status=201)
    def post(self, request: Request) -> Response:
        """It hears what happens from now on. The secret is in this answer and nowhere else."""
        check_can_manage_webhooks(self.person)
        endpoint, secret = webhook_create(**self.body(WebhookAsked), by=self.person, at=self.at)
        return self.answer(endpoint.public_id, status=201, secret=secret)


class OneWebhook(WebhookView):
    scopes = {"GET": Scope.WEBHOOKS_MANAGE, "PUT": Scope.WEBHOOKS_MANAGE, "DELETE": Scope.WEBHOOKS_MANAGE}

    @operation(summary="Read a webhook", answers=WebhookShown)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """One webhook; its secret is not told again."""
        self.no_query()
        return self.answer(public_id)

    @operation(summary="Change a webhook", asked=WebhookAsked, answers=WebhookShown)
    def put(self, request: Request, public_id: uuid.UUID) -> Response:
        """Another name, address or choice of events."""
        webhook_for(self.person, public_id)
        webhook_update(public_id=public_id, **self.body(WebhookAsked), by=self.person, at=self.at)
        return self.answer(public_id)

    @operation(summary="Delete a webhook", status=204)
    def delete(self, request: Request, public_id: uuid.UUID) -> Response:
        """It hears nothing any more; the trail keeps that it was."""
        webhook_delete(public_id=public_id, by=self.person, at=self.at)
        return Response(status=204)


class StepOfWebhook(WebhookView):
    """A step that needs nothing said."""

    scopes = {"POST": Scope.WEBHOOKS_MANAGE}

    def asked(self, public_id: uuid.UUID) -> dict[str, Any]:
        """Who does what when, after nothing but an empty object was sent."""
        webhook_for(self.person, public_id)
        self.body(Nothing)
        return {"public_id": public_id, "by": self.person, "at": self.at}


class Ping(StepOfWebhook):
    @operation(summary="Send a test message", asked=Nothing, answers=DeliveryShown, status=202)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Also to one that is paused; it is tried once."""
        delivery = webhook_ping(**self.asked(public_id))
        return self.one(deliveries_shown([delivery])[0], status=202)


class Pause(StepOfWebhook):
    @operation(summary="Pause a webhook", asked=Nothing, answers=WebhookShown)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Nothing is sent until it is resumed; what happens meanwhile waits."""
        webhook_pause(**self.asked(public_id))
        return self.answer(public_id)


class Resume(StepOfWebhook):
    @operation(summary="Resume a webhook", asked=Nothing, answers=WebhookShown)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """What has waited is sent first."""
        webhook_resume(**self.asked(public_id))
        return self.answer(public_id)


class Rotate(StepOfWebhook):
    told_once = ("secret",)

    @operation(summary="Make a new secret", asked=Nothing, answers=WebhookWithSecretShown)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """For 24 hours the one before signs as well."""
        _endpoint, secret = webhook_secret_rotate(**self.asked(public_id))
        return self.answer(public_id, secret=secret)


class Deliveries(WebhookView):
    scopes = {"GET": Scope.WEBHOOKS_MANAGE}
    ordering = ("-id",)

    @operation(summary="List messages", answers=DeliveryShown(many=True), query=DeliveriesAsked)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """The messages to a webhook, the latest first."""
        asked, endpoint = self.query(DeliveriesAsked), webhook_for(self.person, public_id)
        return self.page(deliveries_listed(self.person, endpoint, **asked), deliveries_shown)


class SendAgain(ApiView):
    scopes = {"POST": Scope.WEBHOOKS_MANAGE}

    @operation(summary="Send a message again", asked=Nothing, answers=DeliveryShown, status=202)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Under the same webhook-id, with two days for it."""
        check_can_manage_webhooks(self.person)
        self.body(Nothing)
        delivery = delivery_again(public_id=public_id, by=self.person, at=self.at)
        return self.one(deliveries_shown([delivery])[0], status=202)
