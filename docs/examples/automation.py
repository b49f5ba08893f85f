"""An automation of Prefect's: whenever a run of Gouji failed, crashed, was cancelled, or did not start in time, an address
of the office's own network hears of it.

    PREFECT_API_URL=http://127.0.0.1:4200/api PREFECT_API_AUTH_STRING="$(cat data/prefect-password)" \
        python docs/examples/automation.py http://10.1.2.3/notify

Once is enough: it stays on the server, on its page Automations, where it can be changed and paused.
"""

import sys

from prefect.automations import Automation, EventTrigger, Posture, SendNotification
from prefect.blocks.notifications import CustomWebhookNotificationBlock

FLOW, NAME = "gouji-annual", "gouji-not-published"
STATES = ("Failed", "Crashed", "Cancelled", "Late")


def main(address: str) -> None:
    """Say where the news goes, and when it goes."""
    webhook = CustomWebhookNotificationBlock(name=NAME, url=address, json_data={"text": "{{subject}}：{{body}}"})
    block = webhook.save(NAME, overwrite=True)
    trigger = EventTrigger(
        expect={f"prefect.flow-run.{state}" for state in STATES},
        match_related={"prefect.resource.role": "flow", "prefect.resource.name": FLOW},
        posture=Posture.Reactive,
        threshold=1,
    )
    told = "{{ flow_run.name }}：{{ flow_run.state.name }}"
    action = SendNotification(block_document_id=block, subject="年度报告的运行没有完成", body=told)
    Automation(name=NAME, trigger=trigger, actions=[action]).create()


if __name__ == "__main__":
    main(sys.argv[1])
