"""Saying that a milestone is reached: one click on the objective's page."""

from objectives import policies, services
from objectives.views.register import OneObjective
from smsplan.records.views import steps


class MilestoneDone(OneObjective, steps.MilestoneDone):
    """Mark a milestone as reached today, or take that back."""

    permission = "objectives.measure_objective"
    service = staticmethod(services.milestone_done)

    def may_say(self) -> bool:
        return policies.may_measure(self.request.user, self.record)

    def place(self) -> str:
        return "milestones"
