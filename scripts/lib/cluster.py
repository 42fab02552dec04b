"""A private PostgreSQL cluster for the scripts: one made anew, or the one in a data folder of a program that has ended."""
import glob
import os
import pwd
import re
import shutil
import subprocess
import time
from pathlib import Path


def binaries(version=None):
    """The folder with the server's programs, of the major version that made a cluster or else of the newest."""
    folders = glob.glob(f"/usr/lib/postgresql/{version or '*'}/bin")
    folders.sort(key=lambda folder: int(re.sub(r"\D", "", folder) or 0))
    if folders:
        return folders[-1]
    found = shutil.which("postgres")
    if not found:
        raise SystemExit("error: there is no PostgreSQL server here; run scripts/setup --no-data")
    return os.path.dirname(os.path.realpath(found))


class Cluster:
    """Runs while the `with` block does; `uri` is how to reach the database `millrace`."""

    USER = "postgres"
    # Of the socket's name, whatever PGPORT says.
    PORT = 5432
    uris = set()

    def __init__(self, data, socket, is_new):
        self.data, self.socket, self.is_new = Path(data), Path(socket), is_new
        self.server = self.held = None
        self.uri = f"host='{self.socket}' port='{self.PORT}' user='{self.USER}' dbname='millrace'"
        Cluster.uris.add(self.uri)

    def _named(self):
        """How the server names its data: by the open folder, since its user may not be able to enter what lies above."""
        return str(self.data) if self.held is None else f"/proc/self/fd/{self.held}/{self.data.name}"

    def _kept(self):
        return () if self.held is None else (self.held,)

    def _owned(self, command):
        """A command line that runs as the cluster's owner: PostgreSQL refuses to run as root."""
        if os.geteuid() != 0:
            return command
        owner = pwd.getpwnam("postgres") if self.is_new else pwd.getpwuid(self.data.stat().st_uid)
        return ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups", "--"] + command

    def __enter__(self):
        for folder in (self.data.parent if self.is_new else None, self.socket):
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
                if os.geteuid() == 0:
                    shutil.chown(folder, "postgres")
        if os.geteuid() == 0:
            self.held = os.open(self.data.parent, os.O_RDONLY | os.O_DIRECTORY)
        version = None if self.is_new else (self.data / "PG_VERSION").read_text().strip()
        programs = binaries(version)
        if self.is_new:
            subprocess.run(
                self._owned([programs + "/initdb", "-D", self._named(), "-U", self.USER, "--encoding=UTF8", "--locale=C",
                             "--auth=trust", "--no-sync", "--no-instructions"]),
                check=True, stdout=subprocess.DEVNULL, cwd="/", pass_fds=self._kept())
        settings = {"listen_addresses": "", "port": str(self.PORT), "unix_socket_directories": str(self.socket),
                    "timezone": "UTC", "jit": "off", "fsync": "off" if self.is_new else "on"}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.server = subprocess.Popen(
            self._owned([programs + "/postgres", "-D", self._named()] + options), cwd="/", pass_fds=self._kept(),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(self.uri))
        for _ in range(300):
            ready = subprocess.run(["psql", self.uri.replace("millrace", "postgres"), "-Atc", "SELECT 1"],
                                   capture_output=True, check=False, env=environment(self.uri))
            if ready.returncode == 0:
                break
            if self.server.poll() is not None:
                raise SystemExit(f"error: the server on {self.data} ended at once; is another one running there?")
            time.sleep(0.1)
        else:
            self.__exit__()
            raise SystemExit(f"error: the server on {self.data} did not answer within 30 s: {ready.stderr.decode().strip()}")
        if self.is_new:
            subprocess.run(["createdb", "-h", str(self.socket), "-p", str(self.PORT), "-U", self.USER, "millrace"],
                           check=True, env=environment(self.uri))
        return self

    def __exit__(self, *_):
        self.server.send_signal(2)
        self.server.wait()
        if self.held is not None:
            os.close(self.held)


def environment(uri):
    """Without what is meant for other databases; of one that is not ours, only without what changes how values are written."""
    dropped = {"PGCLIENTENCODING", "PGDATESTYLE", "PGGEQO", "PGOPTIONS", "PGTZ"}
    is_ours = uri in Cluster.uris
    return {name: value for name, value in os.environ.items()
            if not (name.startswith("PG") if is_ours else name in dropped)}


def psql(uri, sql):
    """What statements give: bytes, unaligned, without headers."""
    command = ["psql", uri, "-v", "ON_ERROR_STOP=1", "-qAt", "-f", "-"]
    done = subprocess.run(command, input=sql.encode(), stdout=subprocess.PIPE, check=False, env=environment(uri))
    if done.returncode != 0:
        raise SystemExit(f"error: the database {uri} was not read to the end; psql says why above")
    return done.stdout
