"""The Service Management Plan of the demo organization: the prose of its sections, as it grew from 1.0 to 2.2.

Each paragraph says in which versions it stands, and so does each live block in the text. What became of the versions is
in `smsplan.demo.content.plan_life`.
"""

from dataclasses import dataclass

from smsplan.ui.richtext import marker as block


@dataclass(frozen=True)
class Part:
    """A piece of a section, there from version `since` until before version `until`."""

    html: str
    since: str = "1.0"
    until: str = "9.9"


def text_of(section: str, version: str) -> str:
    """The HTML of a section in a version; `{sites}` stands for the address of the picture of the sites."""
    return "".join(part.html for part in (SECTIONS | OWN)[section] if part.since <= version < part.until)


SECTIONS: dict[str, tuple[Part, ...]] = {
    "scope": (
        Part(
            "<p>This plan covers the seven services of the portfolio below, for all customers under contract in "
            "Indonesia, "
            "and the units that plan, deliver and improve them in Jakarta, Bekasi and Surabaya.</p>",
            until="2.0",
        ),
        Part(
            "<p>This plan covers the eight services of the portfolio below, for all customers under contract in "
            "Indonesia, "
            "and the units that plan, deliver and improve them in Jakarta, Bekasi and Surabaya. Government Portal "
            "Hosting "
            "joined the scope with the contract of the regency government; the same practices apply to it, and the "
            "security requirements of SPBE come on top.</p>",
            since="2.0",
        ),
        Part(block("scope") + block("services"), since="2.1"),
        Part(
            "<p><strong>Left out</strong> are the training business, which shares neither staff nor tools with service "
            "delivery, and branch equipment that customers operate themselves.</p>"
            "<h3>Known limitations</h3>"
            "<ul><li>Two carriers serve 31 remote branches over a single fibre; there the network target is 99.0%.</li>"
            "<li>The older storage system in Surabaya limits parallel recoveries to four at a time.</li>"
            "<li>Application Support depends on customers for acceptance tests; our targets count without the time "
            "that "
            "customers need.</li></ul>"
        ),
    ),
    "objectives": (
        Part(
            "<p>Top management sets the objectives in the last quarter of a cycle, in a workshop with business units, "
            "practice owners and two customers. An objective is approved when it is specific, measurable, achievable, "
            "relevant and time-bound, and when its resources are committed.</p>"
            "<h3>Key initiatives</h3>"
            "<ol><li><strong>Dependable platforms.</strong> New storage controllers and automatic failover between "
            "Bekasi "
            "and Surabaya carry the availability objective.</li>"
            "<li><strong>Fast recovery.</strong> Escalation after 15 minutes, runbooks for the twenty most frequent "
            "faults, "
            "and suppliers on the bridge call halve the time to resolution.</li>"
            "<li><strong>Safe and frequent releases.</strong> Staging, regression tests and a deployment gate allow "
            "two "
            "releases a week with fewer rollbacks.</li>"
        ),
        Part(
            "<li><strong>Automatic categorization.</strong> Incidents reach the right team at once; the objective "
            "came out "
            "of an opportunity in the register.</li>",
            since="2.0",
        ),
        Part("</ol>"),
        Part(
            "<p>Owners record values each month or quarter. An objective that falls behind its planned course is "
            "named in "
            "the monthly operations meeting, with a corrective action. Objectives at the end of their time are "
            "reviewed, "
            "and the next cycle starts from their results.</p>"
        ),
        Part(
            "<p>The objective for restore tests was revised in this cycle: after a customer left, 98% over the "
            "remaining, "
            "harder tests replaces 99%.</p>",
            since="2.1",
        ),
    ),
    "roles": (
        Part(
            "<p>The President Director is accountable for the SMS. The Director of Service Operations approves this "
            "plan, "
            "objectives and SMS changes and chairs the management review. The Compliance Officer keeps the registers, "
            "drafts this plan and prepares the reviews, and approves nothing that she wrote. Each service and each "
            "practice "
            "has one owner, named below.</p>"
            "<h3>Other parties</h3>"
            "<p>Carriers, storage and licence suppliers are controlled by the Supplier Manager. Their targets are at "
            "least "
            "as strict as our commitments, they join the bridge call of a major incident, and key suppliers are "
            "evaluated "
            "twice a year. Responsibility for a service is never handed over with the work.</p>"
        ),
        Part(
            "<p>Every key role has a deputy. A deputy leads the role for one week in each half-year, so that absence "
            "of one "
            "person changes nothing for customers. On every shift a deputy may call a major incident.</p>",
            since="2.1",
        ),
    ),
    "resources": (
        Part(
            "<p>For the cycle, Rp 9.4 billion are budgeted for the operation of the SMS and for its objectives; 112 "
            "people "
            "work in service delivery and 6 in the management of the SMS.</p>",
            until="2.0",
        ),
        Part(
            "<p>For the cycle, Rp 10.1 billion are budgeted for the operation of the SMS and for its objectives; 118 "
            "people "
            "work in service delivery and 6 in the management of the SMS. The portal adds Rp 350 million for its "
            "dedicated "
            "environment and a part-time service manager.</p>",
            since="2.0",
        ),
        Part(
            "<table><thead><tr><th>Kind</th><th>Resource</th></tr></thead><tbody>"
            "<tr><td>People</td><td>Practice owners with at least half a day a week; 24 service desk agents; operators "
            "round the clock</td></tr>"
            "<tr><td>Technology</td><td>Service desk tool, monitoring, configuration database, deployment pipeline, "
            "smsplan for planning and evidence</td></tr>"
            "<tr><td>Infrastructure</td><td>Data centres in Bekasi and Surabaya, network operations centre in "
            "Jakarta</td></tr>"
            "<tr><td>Information</td><td>Service catalogue, knowledge base, runbooks, contracts</td></tr>"
            "</tbody></table>"
        ),
        Part(
            "<p>The service desk tool is replaced in this cycle (Rp 1.3 billion in two years). Both tools run side by "
            "side "
            "for two weeks, and the old ticket history stays readable.</p>",
            since="2.1",
        ),
    ),
    "timeline": (
        Part(
            "<p>The SMS runs in yearly cycles: objectives and plan in the last quarter before the cycle, measurements "
            "from "
            "its first month, management reviews each quarter, internal audits in the second and fourth quarter, and "
            "the "
            "surveillance audit after the fourth.</p>"
            "<ul><li>First quarter: escalation on every shift, deployment gate begins, fuel for 72 hours.</li>"
            "<li>Second quarter: runbooks complete, automatic failover, first exercise with the banks.</li>"
            "<li>Third quarter: automatic categorization in operation, load tests.</li>"
            "<li>Fourth quarter: second exercise, review of objectives, next plan.</li></ul>"
        ),
        Part(
            "<p>The portal of the regency is in operation within the SMS; its joint recovery exercise precedes the "
            "SPBE "
            "assessment.</p>",
            since="2.0",
        ),
        Part("<p>The new service desk tool goes live in the fourth quarter, before the holidays.</p>", since="2.1"),
    ),
    "governance": (
        Part(
            "<p>Decisions are made where the knowledge is, and those that bear on customers, money or this plan are "
            "made by "
            "top management.</p>"
            "<ul><li><strong>Daily:</strong> operations meeting looks at incidents, changes and capacity.</li>"
            "<li><strong>Weekly:</strong> change advisory board, with the bank present for core banking.</li>"
            "<li><strong>Monthly:</strong> service level reports and the values of objectives.</li>"
            "<li><strong>Quarterly:</strong> management review chaired by the Director of Service Operations; its "
            "record is "
            "frozen and kept.</li></ul>"
            "<p>Between two reviews the Director of Service Operations decides, together with the owner of the "
            "practice; "
            "the next review is told.</p>"
            "<h3>Audit and improvement</h3>"
            "<p>Two internal audits a year cover all clauses and half of the services each. Findings, complaints and "
            "lessons "
            "of major incidents become risks, opportunities or changes in the registers.</p>"
        ),
        Part(
            "<p>New regulations are watched each week, and what bears on us is assessed within ten days. The "
            "obligations "
            "below say on which services and practices each bears.</p>",
            since="2.0",
        ),
        Part(
            "<p>Production changes are audited each quarter against the records of the deployment gate. A change "
            "without a record goes to the Director of Service Operations on the same day.</p>",
            since="2.2",
        ),
    ),
    "practices": (
        Part(
            "<p>The practices of Clause 8 below are in operation, each with a procedure, an owner and quality "
            "criteria. The "
            "registers decide how strictly a practice is run: where a high risk is linked to a practice or a service, "
            "managers review each record, and competence is assessed each half-year.</p>"
        ),
        Part(
            "<p>Changes are approved by the advisory board before they are deployed; emergency changes are reviewed "
            "within "
            "three days.</p>",
            until="2.0",
        ),
        Part(
            "<p>Changes pass the automated deployment gate, which asks for an approved record; standing rights in "
            "production "
            "have ended. For core banking and for the portal the customer consents to each change.</p>",
            since="2.0",
            until="2.2",
        ),
        Part(
            "<p>Every production change passes the automated deployment gate, which asks for an approved record; "
            "nobody holds standing rights. Two quarterly audits found no unauthorized change, and a normal change "
            "took 3.4 days in the last quarter, 3.9 in the one before. An emergency account with two keys stays, and "
            "each use is reviewed on the next day. For core banking and for the portal the customer consents to each "
            "change.</p>",
            since="2.2",
        ),
    ),
    "alignment": (
        Part(
            "<p>The objectives follow the four strategic priorities, and each names the one that it serves. Dependable "
            "services for regulated customers come first: banks stay responsible towards OJK for what we do, so that "
            "our "
            "evidence has to be ready when theirs is asked for.</p>"
            "<p>Customers' expectations are collected in quarterly service reviews, in the survey after each ticket, "
            "and in "
            "the objective workshop, to which two customers are invited. Complaints are answered within five working "
            "days.</p>"
        ),
        Part(
            "<p>The regency expects that its portals can be assessed under SPBE. Steering meetings each month keep the "
            "service aligned with its calendar of licensing periods.</p>",
            since="2.0",
        ),
    ),
    "risks": (
        Part(
            "<p>Risks to the SMS and to service delivery are identified in a workshop each year, and whenever an "
            "incident, a "
            "change or a new obligation shows one. Likelihood over the next twelve months and impact give the level "
            "by the "
            "risk criteria. High risks are treated; they may only be accepted by a manager, for a limited time.</p>"
        ),
        Part(block("risks"), since="2.1"),
        Part(
            "<p>Each risk has an owner and a review date. The Compliance Officer reports overdue reviews each month, "
            "and the "
            "management review looks at the matrix and the highest risks. Treatment that changes a practice is "
            "planned as a "
            "change of the SMS. Opportunities stand beside the risks and are evaluated in the same way.</p>"
        ),
        Part(
            "<p>With the portal, requirements of SPBE and of personal data protection were added to the assessment: "
            "each "
            "security incident asks if personal data are concerned.</p>",
            since="2.0",
        ),
    ),
    "quality": (
        Part(
            "<p>Each practice is judged by the criteria in the table of practices. They are measured monthly from the "
            "tools, "
            "and sampled twice a year by internal audit. A criterion that is missed twice in a row becomes a "
            "corrective "
            "action with an owner and a date; missed three times, it is put before the management review.</p>"
            "<p>Criteria are reviewed with this plan. They may be tightened at any time and are relaxed only with a "
            "reason.</p>"
        ),
        Part(
            "<p>For the service desk, answers of the survey count as well: an average below 4.0 in a month is treated "
            "like a "
            "missed criterion.</p>",
            since="2.1",
        ),
    ),
}

#: The organization's own section, beside the ten that the plan must have.
OWN: dict[str, tuple[Part, ...]] = {
    "sites": (
        Part(
            "<p>Customers' data stay in Indonesia. Production runs in Bekasi; its copy in Surabaya is never more than "
            "fifteen minutes old. The service desk and the network operations centre in Jakarta see data only on the "
            "screen.</p>"
            '<p><img src="{sites}" alt="Three sites: Jakarta with the service desk and the network operations centre, '
            "connected to the data centres in Bekasi and Surabaya; data are copied from Bekasi to Surabaya every 15 "
            'minutes."></p>'
            "<table><thead><tr><th>Site</th><th>What is there</th><th>If it is lost</th></tr></thead><tbody>"
            "<tr><td>Bekasi</td><td>Production of all services</td><td>Surabaya takes over within four hours</td></tr>"
            "<tr><td>Surabaya</td><td>Copies, tests, the second operators' room</td><td>Production goes on; the "
            "copy is rebuilt within two days</td></tr>"
            "<tr><td>Jakarta</td><td>Service desk, network operations centre</td><td>Both work from Bekasi within one "
            "hour</td></tr></tbody></table>",
        ),
        Part(
            "<p>The portal's data are kept apart from all others, as the security requirements of SPBE ask.</p>",
            since="2.0",
        ),
    ),
}
OWN_TITLES = {"sites": "Sites, and where data are kept"}
