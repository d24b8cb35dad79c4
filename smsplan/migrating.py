"""Migrations that render the models of their state once for many operations.

Before each operation Django renders the models around it anew. Every register leads to people and so to every other
register, each with its history: nine tenths of the time went into that, not into the database.
"""

from collections.abc import Iterator, Sequence

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger


class BatchedMigration(migrations.Migration):
    """A migration whose operations go to the database in their order, but with one pair of states for each batch.

    All operations of a batch see the state before the first and the state after the last; `batches` puts together only
    what comes to the same with these as with the states between.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """Apply the operations; `sqlmigrate` and migrations without a transaction go Django's way."""
        if collect_sql or not self.atomic:
            return super().apply(project_state, schema_editor, collect_sql)
        for batch in batches(self.operations):
            before = project_state
            if any(_changes_state(operation) for operation in batch):
                before = project_state.clone()
                # Where no models are rendered, a change of the state renders none anew; the first use renders all.
                project_state.__dict__.pop("apps", None)
                project_state.is_delayed = False
                for operation in batch:
                    operation.state_forwards(self.app_label, project_state)
            for operation in batch:
                operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state


def batches(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """The operations in their order, in runs that can do without the states between them.

    A run ends before an operation that meets what the run has made: the constraint of a new model would be made with
    the model already, and again by its own operation. What is not known here stands alone.
    """
    batch: list[Operation] = []
    made: set[str] = set()
    for operation in operations:
        known = _meets_and_makes(operation)
        if batch and (known is None or made & known[0]):
            yield batch
            batch, made = [], set()
        batch.append(operation)
        if known is None:
            yield batch
            batch = []
        else:
            made |= known[1]
    if batch:
        yield batch


def _meets_and_makes(operation: Operation) -> tuple[set[str], set[str]] | None:
    """What the operation must not find made in its batch, and what it makes; None for what stands alone."""
    match operation:
        case migrations.CreateModel():
            return {operation.name_lower}, {operation.name_lower}
        case migrations.AddField() | migrations.AlterField():
            field = f"{operation.model_name_lower}.{operation.name_lower}"
            return {operation.model_name_lower, field}, {field}
        case migrations.AddConstraint() | migrations.AddIndex():
            return {operation.model_name_lower}, set()
        case migrations.AlterModelOptions():
            return set(), set()
        case AddTrigger():
            return set(), {f"{operation.model_name_lower}:{operation.trigger.name}"}
        case RemoveTrigger():
            return {operation.model_name_lower, f"{operation.model_name_lower}:{operation.name}"}, set()
    return None


def _changes_state(operation: Operation) -> bool:
    if isinstance(operation, migrations.RunSQL):
        return bool(operation.state_operations)
    return not isinstance(operation, migrations.RunPython)
