"""Which line of the project changes one piece of state: asked after every line, while one test runs."""

import threading
from sys import gettrace, settrace
from threading import get_ident


class Trace:
    def __init__(self, project, changed):
        self.project = project
        self.changed = changed
        #: By thread: the line of the project that is being executed.
        self.at = {}
        self.writer = None
        self.files = {}

    def __enter__(self):
        self.before = gettrace(), getattr(threading, "_trace_hook", None)
        # What was changed before is nobody's here.
        self.changed()
        threading.settrace(self.enter)
        settrace(self.enter)
        return self

    def __exit__(self, *_):
        settrace(self.before[0])
        threading.settrace(self.before[1])
        self.check()

    def enter(self, frame, event, argument):
        """None for a function that is not the project's: its lines count as the one that called it."""
        return self.step if self.file_of(frame) else None

    def step(self, frame, event, argument):
        self.check()
        if event == "return":
            caller = frame.f_back
            while caller and not self.file_of(caller):
                caller = caller.f_back
            frame = caller
        if frame:
            self.at[get_ident()] = (self.file_of(frame), frame.f_lineno)
        return self.step

    def check(self):
        if self.changed():
            self.writer = self.at.get(get_ident(), self.writer)

    def file_of(self, frame):
        path = frame.f_code.co_filename
        if path not in self.files:
            self.files[path] = self.project.relative(path)
        return self.files[path]
