"""The trail behind the benchmark's rows: history and events, copied inside the database."""

from django.db import connection, models

from smsplan.bench.maker import EMAIL
from smsplan.records.models import Record


def write_history(model: type[models.Model], *, saves: int) -> None:
    """History rows as `saves` saves would have left them, the last one as the record is now."""
    historical = model.history.model
    quote = connection.ops.quote_name
    own = {field.column for field in model._meta.concrete_fields}
    columns = ", ".join(quote(field.column) for field in historical._meta.concrete_fields if field.column in own)
    since = next(column for column in ("created_at", "measured_at", "updated_at") if column in own)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO {quote(historical._meta.db_table)}
                ({columns}, history_date, history_type, history_change_reason, history_user_id, history_actor_name)
            SELECT {columns}, {since} + n * interval '1 day', CASE n WHEN 0 THEN '+' ELSE '~' END, 'Reviewed',
                (SELECT id FROM accounts_user WHERE email = %s), 'Ratna Uji'
            FROM {quote(model._meta.db_table)} CROSS JOIN generate_series(0, %s) AS n""",
            [EMAIL, saves - 1],
        )


def write_events(model: type[models.Model]) -> None:
    """One line of the audit trail per record."""
    if not issubclass(model, Record):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO audit_event
                (at, action, actor_id, actor_name, target_type_id, target_id, target_label, reason, detail)
            SELECT r.created_at, 'moved', r.created_by_id, 'Ratna Uji',
                (SELECT id FROM django_content_type WHERE app_label = %s AND model = %s),
                r.id, r.reference, '', '{{}}'
            FROM {connection.ops.quote_name(model._meta.db_table)} r""",
            [model._meta.app_label, model._meta.model_name],
        )
