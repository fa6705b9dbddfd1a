"""What the user's options and plugins would do against a plan.

The options stay known, so that `addopts` is still understood; their effect is taken away before a plugin looks at them.
"""

#: They would leave planned tests out, end the run early, wait for a person, or write into the user's folder.
IN_A_RUN = {
    "keyword": "",
    "markexpr": "",
    "deselect": None,
    "ignore": None,
    "ignore_glob": None,
    "pyargs": False,
    "keepduplicates": False,
    "maxfail": 0,
    "collectonly": False,
    "setuponly": False,
    "setupplan": False,
}

ALWAYS = {
    "lf": False,
    "failedfirst": False,
    "newfirst": False,
    "stepwise": False,
    "stepwise_skip": False,
    "stepwise_reset": False,
    "usepdb": False,
    "trace": False,
    "xmlpath": None,
    "htmlpath": None,
    "report_log": None,
    # pytest-repeat, pytest-flakefinder: other ids.
    "count": 1,
    "flake_finder_enable": False,
    "looponfail": False,
}

#: xdist: nothing is distributed.
ONE_PROCESS = {"numprocesses": None, "maxprocesses": None, "dist": "no", "tx": [], "distload": False}

#: They reorder, reseed or retry. Taken out by name instead of `-p no:`, which would make their options unknown.
UNWANTED = ("randomly", "random_order", "reverse", "rerunfailures", "flaky", "pytest-retry", "pytest_retry")

#: Marks of theirs; unknown ones are errors under --strict-markers.
MARKS = ("flaky: retries are off in this run", "random_order: reordering is off in this run")


def early(config, args):
    """Coverage starts before all else. Its threshold would spoil the exit code, and its tracing the timing."""
    if config.pluginmanager.hasplugin("pytest_cov"):
        args.append("--no-cov")
        config.known_args_namespace.no_cov = True


def settle(config, plan, emit):
    """`emit` is None in an xdist worker, whose distribution and temporary folder its controller has set."""
    options = config.option
    change(options, ALWAYS)
    if plan["mode"] == "run":
        change(options, IN_A_RUN)
    else:
        options.collectonly = True
    for name in UNWANTED:
        plugin = config.pluginmanager.get_plugin(name)
        if plugin:
            config.pluginmanager.unregister(plugin)
    for mark in MARKS:
        config.addinivalue_line("markers", mark)
    if emit is None:
        return
    # The default lies below the run's private TMPDIR.
    options.basetemp = None
    distribute(options, plan, emit)


def distribute(options, plan, emit):
    if plan["workers"] < 2 or plan["mode"] == "list":
        change(options, ONE_PROCESS)
    elif not hasattr(options, "numprocesses"):
        emit(type="limitation", text="pytest has no workers here, one process ran all. Install pytest-xdist.")
    else:
        options.numprocesses = plan["workers"]
        options.maxprocesses = None


def distributes(config):
    return bool(getattr(config.option, "numprocesses", None)) and not config.option.collectonly


def change(options, values):
    for name, value in values.items():
        if hasattr(options, name):
            setattr(options, name, value)
