"""The scripts of YugabyteDB, run with tools that remember: what is made once is not made again."""

from __future__ import annotations

import os
import subprocess
from importlib import resources
from pathlib import Path

import pytest

HOME = "/usr/local/lib/domicile"
YSQLSH = r"""#!/bin/sh
# Remembers what was made; knows passwords by the file "signs-in".
for word; do
  case "$word" in
    "SELECT 1") [ -e "$STATE/signs-in" ]; exit ;;
    "SELECT shobj_description(oid, 'pg_authid')"*) cat "$STATE/roles" 2>/dev/null; exit 0 ;;
    "SELECT shobj"*) [ ! -e "$STATE/take-over" ] || echo "take over"; exit ;;
    *shobj_description*) what=followed ;;
    "SELECT count(*) FROM pg_database"*) what=database ;;
    "COMMENT ON ROLE"*) name=${word#*IS \'}; echo "${name%\'}" >"$STATE/roles"; word="COMMENT ON ROLE" ;;
    "COMMENT ON DATABASE"*) touch "$STATE/followed" ;;
    */database.sql | */roles.sql) word=${word##*/} ;;
    *) continue ;;
  esac
  case "$word" in
    SELECT*) [ -e "$STATE/${what%\'}" ] && echo 1 || echo 0; exit ;;
    *) echo "sql $word" >>"$STATE/log" ;;
  esac
done
if [ $# -lt 13 ]; then
  read -r line
  echo "sql ${line%PASSWORD*}PASSWORD" >>"$STATE/log"
  touch "$STATE/signs-in"
fi
"""
ADMIN = r"""#!/bin/sh
masters=$2; shift 6
case "$1" in
  list_snapshot_schedules)
    [ -e "$STATE/schedule" ] && what=app || what=other
    echo '{"schedules": [{"id": "s0", "options": {"filter": "ysql.b"}},'
    echo "{\"id\": \"s1\", \"options\": {\"filter\": \"ysql.$what\"}}]}" ;;
  list_universe_replications) [ ! -e "$STATE/replication" ] || echo '[standby]' ;;
  is_xcluster_bootstrap_required)
    [ -e "$STATE/checkpoint" ] || { echo "no such group"; exit 1; }
    [ -e "$STATE/has-data" ] && echo "Bootstrap is required" || echo "Bootstrap is not required" ;;
  get_xcluster_safe_time) echo '[{"namespace_name": "app", "safe_time": "2026-11-22 10:00:00.5"}]' ;;
  list_snapshot_restorations)
    echo '{"restorations": [{"id": "r1", "state": "RESTORED"}, {"id": "r0", "state": "FAILED"}]}' ;;
  *) echo "$masters $*" >>"$STATE/log" ;;
esac
case "$1" in
  create_snapshot_schedule) touch "$STATE/schedule" ;;
  create_xcluster_checkpoint) touch "$STATE/checkpoint" ;;
  setup_xcluster_replication) touch "$STATE/replication" ;;
  restore_snapshot_schedule) echo '{"snapshot_id": "s1", "restoration_id": "r1"}' ;;
  delete_universe_replication) rm "$STATE/replication" ;;
esac
"""
EVERY_TIME = [
    "10.0.0.1:7100 modify_placement_info aws.r.a:1,aws.r.b:1,aws.r.c:1 3",
    "10.0.0.1:7100 set_preferred_zones aws.r.a:1 aws.r.b:1",
    "sql database.sql",
]
MADE = [
    'sql ALTER ROLE "admin" PASSWORD',
    "sql roles.sql",
    "sql COMMENT ON ROLE",
    "10.0.0.1:7100 create_snapshot_schedule 60 10080 ysql.app",
]
FOLLOWED = [
    "10.9.0.1:7100 create_xcluster_checkpoint standby app",
    "10.9.0.1:7100 setup_xcluster_replication standby 10.0.0.1:7100",
    "sql COMMENT ON DATABASE \"app\" IS 'has followed'",
]


class Machine:
    """The first machine of a universe."""

    def __init__(self, root: Path, *, follows: str = "") -> None:
        self.root, self.state = root, root / "state"
        settings, tools, certificates = (root / n for n in ("yb", "bin", "certs"))
        for folder in (self.state, settings, tools, certificates):
            folder.mkdir()
        for name, text in (("ysqlsh", YSQLSH), ("yb-admin", ADMIN)):
            (tools / name).write_text(text, "utf-8")
            (tools / name).chmod(0o755)
        for user in ("admin", "app"):
            (certificates / f"{user}.password").write_text("Secret1\n", "utf-8")
        scripts = resources.files("components.stores").joinpath("yugabytedb_files")
        for name in ("tools", "database", "follow", "takeover"):
            text = scripts.joinpath(name).read_text("utf-8").replace(HOME, str(root))
            (settings / name).write_text(text, "utf-8")
        values = {
            "ADDRESS": "10.0.0.1",
            "BIN": str(tools),
            "CERTIFICATES": str(certificates),
            "SOCKET": "/socket",
            "SQL_PORT": "5433",
            "DATABASE": "app",
            "MASTERS": "10.0.0.1:7100",
            "FOLLOWS": follows,
            "GROUP": "standby",
            "OPERATOR": "admin",
            "APPLICATION": "app",
            "PLACEMENT": "aws.r.a:1,aws.r.b:1,aws.r.c:1",
            "PREFERRED": "'aws.r.a:1 aws.r.b:1'",
            "REPLICAS": "3",
            "SNAPSHOT_MINUTES": "60",
            "KEPT_MINUTES": "10080",
        }
        (settings / "roles.sql").write_text("GRANT a TO b;\n", "utf-8")
        lines = "".join(f"{name}={value}\n" for name, value in values.items())
        (settings / "environment").write_text(lines, "utf-8")

    def run(self, script: str = "database") -> tuple[int, list[str]]:
        """Run the script: how it ended, and what it made."""
        log = self.state / "log"
        log.unlink(missing_ok=True)
        ran = subprocess.run(
            ["/bin/sh", str(self.root / "yb" / script)],
            env={**os.environ, "STATE": str(self.state)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        made = log.read_text("utf-8").splitlines() if log.exists() else []
        return ran.returncode, [line for line in made if not line.startswith("sql SET")]


def test_what_is_made_once_is_not_made_again(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    assert machine.run() == (0, EVERY_TIME + MADE)
    assert machine.run() == (0, EVERY_TIME)


def test_a_new_password_is_taken_over(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.run()
    (machine.state / "signs-in").unlink()
    assert machine.run() == (0, [*EVERY_TIME, 'sql ALTER ROLE "admin" PASSWORD'])


def test_new_roles_are_made_and_old_ones_left_alone(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.run()
    (tmp_path / "yb" / "roles.sql").write_text("GRANT a TO c;\n", "utf-8")
    assert machine.run() == (0, [*EVERY_TIME, *MADE[1:3]])
    assert machine.run() == (0, EVERY_TIME)


def test_a_universe_follows_once_and_never_again_after_it_has_taken_over(tmp_path: Path) -> None:
    machine = Machine(tmp_path, follows="10.9.0.1:7100")
    assert machine.run() == (0, EVERY_TIME + MADE + FOLLOWED)
    assert machine.run() == (0, EVERY_TIME)
    (machine.state / "replication").unlink()  # what a failover does
    assert machine.run() == (0, EVERY_TIME)


@pytest.mark.parametrize("lost", ["followed", "replication"])
def test_a_follower_that_was_interrupted_goes_on_where_it_stopped(tmp_path: Path, lost: str) -> None:
    machine = Machine(tmp_path, follows="10.9.0.1:7100")
    machine.run()
    (machine.state / "followed").unlink()
    (machine.state / lost).unlink(missing_ok=True)
    made = FOLLOWED[2:] if lost == "followed" else FOLLOWED[1:]
    assert machine.run() == (0, EVERY_TIME + made)


def test_a_database_with_data_is_not_followed_from_nowhere(tmp_path: Path) -> None:
    machine = Machine(tmp_path, follows="10.9.0.1:7100")
    (machine.state / "has-data").touch()
    assert machine.run() == (1, EVERY_TIME + MADE + FOLLOWED[:1])


TAKEN = [
    "10.0.0.1:7100 set_universe_replication_enabled standby 0",
    "10.0.0.1:7100 restore_snapshot_schedule s1 2026-11-22 10:00:00.5",
    "10.0.0.1:7100 delete_universe_replication standby ignore-errors",
    "sql COMMENT ON DATABASE \"app\" IS 'has followed'",
]


def test_a_universe_takes_over_when_it_is_told_and_not_before(tmp_path: Path) -> None:
    machine = Machine(tmp_path, follows="10.9.0.1:7100")
    machine.run()
    assert machine.run("takeover") == (0, [])
    (machine.state / "take-over").touch()
    assert machine.run("takeover") == (0, TAKEN)
    assert machine.run("takeover") == (0, TAKEN[3:])
    assert machine.run() == (0, EVERY_TIME)
