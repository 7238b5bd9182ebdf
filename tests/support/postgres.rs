//! A PostgreSQL server on loopback, which lasts as long as the tests that ask for it.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Its administrator, and the password that no message may show.
pub const USER: &str = "pes";
pub const PASSWORD: &str = "mot-de-passe-secret";

/// Stops when its input ends, that is with the tests, however they end. Its texts are in the order of French words, not of
/// bytes, where the server knows how (PostgreSQL 15).
const SCRIPT: &str = r#"
set -eu
bin=$1 port=$2 user=$3 password=$4
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
echo "$password" >"$dir/password"
init() {
  "$bin/initdb" -D "$dir/data" -U "$user" --pwfile="$dir/password" --auth=scram-sha-256 --encoding=UTF8 --locale=C \
    --no-sync "$@" >"$dir/log" 2>&1
}
init --locale-provider=icu --icu-locale=fr || init || { cat "$dir/log"; exit 1; }
"$bin/postgres" -D "$dir/data" -h 127.0.0.1 -p "$port" -k "$dir" -c fsync=off >"$dir/log" 2>&1 &
server=$!
until "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"; do
  kill -0 "$server" || { cat "$dir/log"; exit 1; }
  sleep 0.05
done
echo ready
cat >/dev/null
kill -QUIT "$server"
wait "$server" || true
"#;

/// A server that is up.
struct Server {
    bin: PathBuf,
    port: u16,
    /// Its input is open until the tests end.
    _script: Child,
}

/// The url of a database of its own; nothing, with a word, where the server is not installed.
pub fn database() -> Option<String> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let Server { bin, port, .. } = SERVER.get_or_init(start).as_ref()?;
    let name = format!("base{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let made = Command::new(bin.join("createdb"))
        .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-U", USER, &name])
        .env("PGPASSWORD", PASSWORD)
        .status();
    assert!(made.expect("createdb starts").success(), "{name} is not made");
    Some(format!("postgres://{USER}:{PASSWORD}@127.0.0.1:{port}/{name}"))
}

fn start() -> Option<Server> {
    let Some(bin) = binaries() else {
        eprintln!("skipped: no PostgreSQL server found (package postgresql)");
        return None;
    };
    let id = Command::new("id").arg("-u").output().expect("id starts");
    let mut command = match id.stdout.as_slice() {
        // The server refuses to be root's.
        b"0\n" => {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh"]);
            command
        }
        _ => Command::new("sh"),
    };
    let port = free_port();
    command.args(["-c", SCRIPT, "sh"]).arg(&bin).args([&port.to_string(), USER, PASSWORD]);
    command.current_dir("/").env_remove("TMPDIR");
    let mut script =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the server starts");
    let mut said = BufReader::new(script.stdout.take().expect("an output"));
    let mut line = String::new();
    said.read_line(&mut line).expect("a word of the server");
    if line != "ready\n" {
        said.read_to_string(&mut line).expect("its log");
        panic!("PostgreSQL does not start: {line}");
    }
    Some(Server { bin, port, _script: script })
}

/// A port that no one listens to.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// Where the programs of the server are: those of the latest version, which distributions keep out of the path.
fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    let has_all = |folder: &Path| ["initdb", "postgres", "createdb"].iter().all(|name| folder.join(name).exists());
    folders.into_iter().find(|folder| has_all(folder))
}
