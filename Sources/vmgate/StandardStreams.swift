import Glibc
import VoicemailModel

/// Standard input, output and error, as a process finds them.
enum StandardStreams {
    /// Opens those that were closed when the process was started. Left closed, the next socket or file would get their
    /// number: a PIN meant for a terminal would be sent to a server, and a log line written into a database.
    ///
    /// What is opened cannot be used for what the stream is for, so that using it is an error, as with a closed one.
    static func occupy() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is given, and that is this one.
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }
}

/// What a command prints. Unlike with `print`, output that cannot be written is an error: a generated PIN that nobody saw
/// must not end in success. A reader that went away (`vmgate mailbox list | head -1`) ends the process by SIGPIPE, as it
/// does any other.
enum StandardOutput {
    static func write(_ text: String) throws(CommandFailure) {
        guard writeAll(Array(text.utf8), to: STDOUT_FILENO) else {
            throw CommandFailure("standard output cannot be written: is its disk full, or is it closed?")
        }
    }
}

/// Where prompts and error sentences go. There is nobody left to tell when that fails.
enum StandardError {
    static func write(_ text: String) {
        _ = writeAll(Array(text.utf8), to: STDERR_FILENO)
    }

    /// Without a copy of the secret. False when it could not be written.
    static func write(_ secret: SecretBytes) -> Bool {
        secret.withUnsafeBytes { writeAll($0, to: STDERR_FILENO) }
    }
}

/// False, with the reason in `errno`, when not all could be written.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { writeAll($0, to: descriptor) }
}

/// Likewise, without a copy of the bytes.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written < 0, errno == EINTR { continue }
        guard written >= 0 else { return false }
        rest = rest.dropFirst(written)
    }
    return true
}
