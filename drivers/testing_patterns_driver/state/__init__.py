"""What tests leave behind: looked at after each test, named the same in every run, put back when the plan asks.

Nothing in here runs code of the project while it looks: containers and attributes are read with the methods of the exact
builtin types, and everything else is only compared by identity. Loaded only when the plan asks for it.
"""
