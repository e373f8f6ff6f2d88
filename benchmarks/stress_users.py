"""What the clients of `benchmarks.stress` do: they ask, read sources, stream and chat, one after the other.

Run by locust, which leaves nothing of this in the process that measures. `CAREERQA_QUESTIONS` names the set.
"""

import json
import os
import random
from collections.abc import Mapping
from itertools import count
from pathlib import Path

from locust import FastHttpUser, constant, task
from locust.contrib.fasthttp import ResponseContextManager

QUESTIONS = [
    json.loads(line)["question"] for line in Path(os.environ["CAREERQA_QUESTIONS"]).read_text().splitlines()
]
DELIBERATE = {429, 503}
_numbers = count()


class Visitor(FastHttpUser):
    """Somebody who asks again as soon as the answer is there; what was refused on purpose is no failure."""

    wait_time = constant(float(os.environ.get("CAREERQA_PAUSE", "0")))
    network_timeout = connection_timeout = 60.0

    def on_start(self) -> None:
        """Draw from a seed of one's own, and learn which articles there are."""
        self.random = random.Random(next(_numbers))
        self.articles = [card["id"] for card in self.client.get("/api/articles").json()]

    @property
    def question(self) -> str:
        """One of the set."""
        return str(self.random.choice(QUESTIONS))

    @task(14)
    def ask(self) -> None:
        """As a program."""
        self._post("/api/ask", {"question": self.question})

    @task(2)
    def stream(self) -> None:
        """As the page does."""
        self._post(
            "/api/ask", {"question": self.question}, name="/api/ask (events)", accept="text/event-stream"
        )

    @task(1)
    def follow_up(self) -> None:
        """With what was asked before."""
        self._post(
            "/api/ask",
            {"question": "and when?", "history": [self.question, self.question]},
            name="/api/ask (history)",
        )

    @task(1)
    def chat(self) -> None:
        """As a program that speaks OpenAI's protocol."""
        told = {"model": "careerqa", "messages": [{"role": "user", "content": self.question}]}
        self._post("/v1/chat/completions", told)

    @task(1)
    def source(self) -> None:
        """A source as a page."""
        self._get(f"/source/{self.random.choice(self.articles)}", "/source")

    @task(1)
    def page(self) -> None:
        """The answer without JavaScript."""
        self._get(f"/?q={self.question}", "/?q=")

    def _post(self, path: str, body: Mapping[str, object], *, name: str = "", accept: str = "*/*") -> None:
        with self.client.post(
            path, json=body, name=name or path, headers={"accept": accept}, catch_response=True
        ) as told:
            self._judge(told)

    def _get(self, path: str, name: str) -> None:
        with self.client.get(path, name=name, catch_response=True) as told:
            self._judge(told)

    def _judge(self, told: ResponseContextManager) -> None:
        """A deliberate refusal is counted by itself, so that it neither fails nor makes answers look fast."""
        if told.status_code in DELIBERATE:
            told.request_meta["name"] = f"refused with {told.status_code}"
            told.success()
