import CLinux
import Glibc

/// Who the process is: root gives itself up before anything a client says is read.
enum Privileges {
    /// Becomes `name` for good, in all threads. Nothing happens when the process already is.
    ///
    /// - Throws: `CommandFailure`, one sentence, when there is no such user, when only root could do it, and when root could
    ///   be regained afterwards.
    static func become(_ name: String) throws(CommandFailure) {
        guard let user = user(name) else {
            throw CommandFailure(
                "run.user is \(name), and there is no such user: make it, or name another.",
                status: CommandFailure.usage)
        }
        guard user.id != 0 else {
            throw CommandFailure(
                "run.user is \(name), which is root itself: name a user without privileges.",
                status: CommandFailure.usage)
        }
        guard getuid() != user.id || geteuid() != user.id else { return }
        guard geteuid() == 0 else {
            throw CommandFailure(
                "run.user is \(name), and only root can become another user: start it as root or as \(name).",
                status: CommandFailure.usage)
        }
        // The groups first: afterwards they could not be changed any more. From root, each sets all three identities.
        guard initgroups(name, user.group) == 0, setgid(user.group) == 0, setuid(user.id) == 0 else {
            throw CommandFailure("cannot become \(name): \(String(cString: strerror(errno))).")
        }
        // Another user's process may be dumped and debugged by that user, until it is denied again.
        _ = linux_deny_dumps()
        guard isGone(user.id, user.group) else {
            throw CommandFailure("cannot give up root for \(name): it could be regained.")
        }
    }

    /// That nothing of root is left, and that nothing of it comes back for the asking.
    private static func isGone(_ user: uid_t, _ group: gid_t) -> Bool {
        getuid() == user && geteuid() == user && getgid() == group && getegid() == group
            && setuid(0) != 0 && seteuid(0) != 0 && setgid(0) != 0 && setgroups(0, nil) != 0
    }

    private static func user(_ name: String) -> (id: uid_t, group: gid_t)? {
        guard let entry = getpwnam(name) else { return nil }
        return (entry.pointee.pw_uid, entry.pointee.pw_gid)
    }
}
