//! What the operating system accounts to processes: processor time and resident memory, read from `/proc`.

use std::fs;
use std::time::Duration;

use crate::Outcome;
use crate::fault::Told as _;

/// Ticks of `/proc/PID/stat` in a second: the kernel's own constant on every architecture that Linux runs servers on.
const TICKS: u64 = 100;
const NEXT: &str = "run the bench on Linux, and look whether the process still runs";

/// Processes whose time is added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// One process with all its threads.
    Process(u32),
    /// A process, its children, and the children that it has waited for: PostgreSQL's postmaster and its servers.
    Family(u32),
}

impl Counted {
    /// Processor time so far, user and system.
    ///
    /// # Errors
    /// When the process is gone or this is no Linux.
    pub fn cpu(self) -> Outcome<Duration> {
        match self {
            Self::Process(pid) => ran(pid),
            Self::Family(pid) => {
                let waited_for = Stat::of(pid)?.waited_for();
                Ok(children(pid)?.into_iter().filter_map(|child| ran(child).ok()).sum::<Duration>() + ran(pid)? + waited_for)
            }
        }
    }

    /// Resident memory in bytes, without what is shared with others where it is a family.
    ///
    /// # Errors
    /// When the process is gone or this is no Linux.
    pub fn resident(self) -> Outcome<u64> {
        let (Self::Process(pid) | Self::Family(pid)) = self;
        status_field(pid, "VmRSS:")
    }
}

/// The parent of a process.
///
/// # Errors
/// When the process is gone or this is no Linux.
pub(crate) fn parent(pid: u32) -> Outcome<u32> {
    Ok(Stat::of(pid)?.parent)
}

/// What a process ran: to the nanosecond, thread by thread, where the kernel tells; otherwise in ticks.
fn ran(pid: u32) -> Outcome<Duration> {
    // A thread that ends meanwhile takes its time along; those of servers stay.
    let precise = || {
        let threads = fs::read_dir(format!("/proc/{pid}/task")).ok()?;
        threads.flatten().map(|thread| nanoseconds(&fs::read_to_string(thread.path().join("schedstat")).ok()?)).sum::<Option<u64>>()
    };
    precise().map_or_else(|| Stat::of(pid).map(|stat| stat.own()), |ran| Ok(Duration::from_nanos(ran)))
}

/// The first field of `schedstat`: time on a processor. A kernel that does not keep it has 0 there.
fn nanoseconds(schedstat: &str) -> Option<u64> {
    schedstat.split_ascii_whitespace().next()?.parse().ok()
}

fn status_field(pid: u32, field: &str) -> Outcome<u64> {
    let path = format!("/proc/{pid}/status");
    let text = fs::read_to_string(&path).told(&path, NEXT)?;
    let line = text.lines().find_map(|line| line.strip_prefix(field)).told(format!("{path} has no {field}"), NEXT)?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().told(&path, NEXT)?;
    Ok(kilobytes * 1_024)
}

#[derive(Debug, PartialEq, Eq)]
struct Stat {
    parent: u32,
    own: u64,
    waited_for: u64,
}

impl Stat {
    fn of(pid: u32) -> Outcome<Self> {
        let path = format!("/proc/{pid}/stat");
        let text = fs::read_to_string(&path).told(&path, NEXT)?;
        Self::parse(&text).told(format!("{path} is not as proc(5) has it"), NEXT)
    }

    /// The name in brackets may hold blanks and brackets, so fields are counted from the last bracket.
    fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_ascii_whitespace().collect();
        let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
        Some(Self { parent: u32::try_from(number(1)?).ok()?, own: number(11)? + number(12)?, waited_for: number(13)? + number(14)? })
    }

    fn own(&self) -> Duration {
        Duration::from_millis(self.own * 1_000 / TICKS)
    }

    fn waited_for(&self) -> Duration {
        Duration::from_millis(self.waited_for * 1_000 / TICKS)
    }
}

fn children(of: u32) -> Outcome<Vec<u32>> {
    let entries = fs::read_dir("/proc").told("/proc", NEXT)?;
    let pids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    // One that has ended meanwhile is among those that were waited for.
    Ok(pids.filter(|pid| Stat::of(*pid).is_ok_and(|stat| stat.parent == of)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_blanks_and_brackets_moves_no_field() {
        let text = "42 (a) b (c) S 7 1 1 0 -1 4 0 0 0 0 150 50 3 4 20 0 1 0 9 0 0";
        assert_eq!(Stat::parse(text), Some(Stat { parent: 7, own: 200, waited_for: 7 }));
        assert_eq!(Stat::parse("42 (a) S"), None);
    }

    #[test]
    fn this_process_has_memory_and_a_parent() {
        let pid = std::process::id();
        assert!(Counted::Process(pid).resident().unwrap() > 100_000);
        assert!(parent(pid).unwrap() > 0);
        assert!(Counted::Family(parent(pid).unwrap()).cpu().unwrap() >= Counted::Process(pid).cpu().unwrap());
    }
}
