"""Did assisted villages improve more than comparable ones? Read, matched, estimated by a command, stored, and said in words."""
