"""Connections that neither send nor take anything for long are closed, and one client has only so many.

uvicorn closes a connection that is kept open between two requests; it waits without an end for a request's
head, and for a client that does not read its response.
"""

import asyncio
import logging
import re
from functools import partial
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.web.doors.headers import MOST_UNWANTED, USUAL

log = logging.getLogger(__name__)

HEAD_SECONDS = 10.0  # from the first byte of a request, or from the connection, to the end of its head
TAKING_SECONDS = 20.0  # in which a client takes some of what waits for it
FEWEST_TAKEN = 16 * 2**10  # bytes of it, or all
LONGEST_HEAD = 16 * 2**10  # bytes of a request's first line and headers
END_OF_HEAD = re.compile(rb"\n\r?\n")
TOLD_EVERY = 60.0  # seconds; who opens connections again and again fills no log


class Heads(h11.Connection):
    """h11's connection, which takes no head that is too long, also not where it comes in one piece."""

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """What comes next; raises for a head that is too long."""
        if self.their_state is h11.IDLE:
            came = self.trailing_data[0]
            if len(came) > LONGEST_HEAD and not END_OF_HEAD.search(came, 0, LONGEST_HEAD):
                raise h11.RemoteProtocolError("the head is too long")
        return super().next_event()


class Connection(H11Protocol):
    """uvicorn's connection with these ends to its waiting."""

    quiet_until = 0.0  # when the log is next told of connections too many

    def __init__(
        self,
        *arguments: Any,
        most: int,
        head_seconds: float = HEAD_SECONDS,
        taking_seconds: float = TAKING_SECONDS,
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self.conn = Heads(h11.SERVER, LONGEST_HEAD)
        self._most = most
        self._head_seconds = head_seconds
        self._taking_seconds = taking_seconds
        self._head: asyncio.TimerHandle | None = None
        self._taking: asyncio.TimerHandle | None = None
        self._waited = 0  # bytes that the client had not taken yet
        self._unwanted = 0  # bytes of a body that came after its response

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin to wait for a request; a connection too many is closed without a word."""
        super().connection_made(transport)
        if self._is_one_too_many():
            transport.abort()
            return
        self._wait_for_head()
        self._taking = self.loop.call_later(self._taking_seconds, self._look)

    def data_received(self, data: bytes) -> None:
        """Wait for the rest of a head, if there is one to come."""
        super().data_received(data)
        self._wait_for_head()
        self._end_unwanted(len(data))
        if not self.flow.write_paused:
            self._waited = 0  # who asks on has what was sent

    def resume_writing(self) -> None:
        """Take note that the client took nearly all there was."""
        super().resume_writing()
        self._waited = 0
        if self._is_between() and not self.transport.is_closing():
            self.flow.resume_reading()
            self.handle_events()

    def handle_events(self) -> None:
        """Begin no request whose response would wait for the client to take an earlier one.

        It would keep a place meanwhile, and who pipelines many and reads slowly, all of them.
        """
        if self.flow.write_paused and self._is_between():
            self.flow.pause_reading()
            if self.conn.trailing_data[0]:
                self._unset_keepalive_if_required()  # it asks on; `_look` has an end to it
            return
        super().handle_events()

    def send_400_response(self, msg: str) -> None:
        """Tell that it was no request, with the headers of every response, where one can still be sent."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            told = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(msg))} | USUAL
            told |= {"Connection": "close", "Cross-Origin-Resource-Policy": "same-origin"}
            headers = [(name.lower().encode(), value.encode()) for name, value in told.items()]
            body = h11.Data(data=msg.encode("ascii"))
            for event in (h11.Response(status_code=400, headers=headers), body, h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        super().connection_lost(exc)
        for timer in (self._head, self._taking):
            if timer is not None:
                timer.cancel()

    def _is_one_too_many(self) -> bool:
        if self.client is None:
            return False
        host = self.client[0]
        clients = (getattr(one, "client", None) for one in self.connections)
        if sum(client is not None and client[0] == host for client in clients) <= self._most:
            return False
        if self.loop.time() > Connection.quiet_until:
            Connection.quiet_until = self.loop.time() + TOLD_EVERY
            log.warning("%s has %d connections; no more are taken", host, self._most)
        return True

    def _is_between(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is not None and self.cycle.response_complete

    def _end_unwanted(self, came: int) -> None:
        """Close where a body goes on and on though its response was sent."""
        if self._is_between() and self.conn.their_state is h11.SEND_BODY:
            self._unwanted += came
            if self._unwanted > MOST_UNWANTED:
                self.transport.close()
        else:
            self._unwanted = 0

    def _wait_for_head(self) -> None:
        """Have an end to waiting for a head, and for a body that nobody reads as its response is sent."""
        waiting = self.conn.their_state is h11.IDLE or self._is_between()
        if waiting and self._head is None:
            self._head = self.loop.call_later(self._head_seconds, self._give_up, "sent no whole request")
        elif not waiting and self._head is not None:
            self._head.cancel()
            self._head = None

    def _look(self) -> None:
        """Look whether the client took some of what waited for it when it was last looked."""
        waits = self.transport.get_write_buffer_size()
        if self._waited and waits and waits > self._waited - FEWEST_TAKEN:
            self._give_up("did not take its response")
            return
        self._waited = waits
        self._taking = self.loop.call_later(self._taking_seconds, self._look)

    def _give_up(self, why: str) -> None:
        log.debug("%s %s; the connection is closed", self.client[0] if self.client else "a client", why)
        self.transport.abort()


def connections(most: int) -> type[asyncio.Protocol]:
    """What uvicorn makes a connection with, of which a client's address may have `most`."""
    return cast("type[asyncio.Protocol]", partial(Connection, most=most))  # it is only called
