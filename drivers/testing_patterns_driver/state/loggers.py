"""What loggers let through, and whom they tell."""

import logging

from testing_patterns_driver.state import texts
from testing_patterns_driver.state.pieces import Pieces, Same
from testing_patterns_driver.state.project import ABSENT, derives, module_of

#: Of a logger that was only asked for.
USUAL = {"level": logging.NOTSET, "disabled": False, "propagate": True, "handlers": ()}


class Loggers(Pieces):
    """Only what is not usual is there: a logger comes to be when somebody asks for it."""

    kind = "global"

    def read(self):
        loggers = {"root": logging.root, **logging.Logger.manager.loggerDict}
        found = {"logging.disable": logging.Logger.manager.disable}
        for name, logger in loggers.items():
            if not derives(type(logger), logging.Logger):
                continue
            known = {key: vars(logger).get(key) for key in USUAL}
            known["handlers"] = tuple(Same(each) for each in known["handlers"] if heard(each))
            for key, usual in USUAL.items():
                if known[key] != usual:
                    found["logging.%s.%s" % (name, key)] = known[key]
        return found

    def may_have(self, kind, name):
        return kind == self.kind and name.startswith("logging.")

    def has(self, kind, name):
        return super().has(kind, name) or name.split(".")[1] == "root"

    def text(self, name, value):
        key = name.rpartition(".")[2]
        value = USUAL.get(key) if value is ABSENT else value
        if key == "handlers":
            return "[%s]" % ", ".join(texts.thing(each.it) for each in value)
        return logging.getLevelName(value) if key == "level" and type(value) is int else texts.text(value)

    def put(self, name, value):
        manager = logging.Logger.manager
        owner, _, key = name[len("logging.") :].rpartition(".")
        if not owner:
            manager.disable = value
            manager._clear_cache()
            return
        logger = logging.root if owner == "root" else manager.loggerDict[owner]
        value = USUAL[key] if value is ABSENT else value
        if key == "handlers":
            logger.handlers[:] = [each for each in logger.handlers if not heard(each)] + [each.it for each in value]
        elif key == "level":
            logging.Logger.setLevel(logger, value)
        else:
            setattr(logger, key, value)


def heard(handler):
    """pytest's own listen to what tests log; libraries bring along one that is deaf."""
    return type(handler) is not logging.NullHandler and not (module_of(type(handler)) or "").startswith("_pytest")
