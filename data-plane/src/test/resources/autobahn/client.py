# Starts the Autobahn test suite as a client of the server that a specification names.
# Arguments: the suite's jar, the specification as JSON. For Python 2, which Jython speaks.
import json
import sys

sys.path.insert(0, sys.argv[1])

from twisted.internet import reactor
from autobahntestsuite.fuzzing import FuzzingClientFactory


def plain(value):
    """Without unicode, which the suite does not write to sockets."""
    if isinstance(value, dict):
        return dict((plain(k), plain(v)) for k, v in value.items())
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value.encode("ascii") if isinstance(value, unicode) else value


factory = FuzzingClientFactory(plain(json.loads(sys.argv[2])))  # connects
reactor.run()
