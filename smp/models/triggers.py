import pgtrigger


def before(name: str, operation, func: str) -> pgtrigger.Trigger:
    """A trigger of this table that looks at each row before `operation`."""
    return pgtrigger.Trigger(name=name, level=pgtrigger.Row, when=pgtrigger.Before, operation=operation, func=func)
