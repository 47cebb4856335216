import Foundation
import Glibc
import ScriptedServer
import Testing
import VoicemailTestKit

@Suite("Asking for a PIN at a terminal", .timeLimit(.minutes(5)))
struct SecretReaderTests {
    /// A pseudo-terminal: what a person types goes in at `person`, what the program prints comes out there.
    private struct Terminal {
        let person: FileHandle
        let program: FileHandle

        init() throws {
            // posix_openpt(3) and its kin are not there in Swift's Glibc; these two are what they call: ioctl_tty(2).
            let (unlock, number): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
            let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
            var (isLocked, name): (Int32, Int32) = (0, 0)
            guard ioctl(master, unlock, &isLocked) == 0, ioctl(master, number, &name) == 0 else {
                throw POSIXError(.EIO)
            }
            person = FileHandle(fileDescriptor: master, closeOnDealloc: true)
            program = FileHandle(
                fileDescriptor: open("/dev/pts/\(name)", O_RDWR | O_NOCTTY | O_CLOEXEC), closeOnDealloc: true)
        }

        var echoes: Bool {
            var state = termios()
            return tcgetattr(program.fileDescriptor, &state) == 0 && state.c_lflag & tcflag_t(ECHO) != 0
        }

        func type(_ text: String) throws {
            try person.write(contentsOf: Data(text.utf8))
        }

        /// Reads what the program printed until it has printed `text`.
        func wait(for text: String) throws -> String {
            try person.read(until: text)
        }
    }

    private func start(_ arguments: [String], _ terminal: Terminal) throws -> Process {
        let process = try CommandRun.process(arguments)
        process.standardInput = terminal.program
        process.standardOutput = terminal.program
        process.standardError = terminal.program
        // A process inherits the signals that its parent's thread holds back, and test threads hold back most.
        var (none, previous) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        try process.run()
        return process
    }

    @Test("a PIN is not echoed, and the echo is back afterwards", .timeLimit(.minutes(1)))
    func noEcho() throws {
        let server = try ScriptedServer { _ in "+ACCEPTABLE\r\n" }
        defer { server.stop() }
        let terminal = try Terminal()
        let process = try start(["pin", "check", "--admin-socket", server.path], terminal)
        var seen = try terminal.wait(for: "PIN: ")
        #expect(!terminal.echoes)
        try terminal.type("846279\u{7F}3\n")
        seen += try terminal.wait(for: "Acceptable.")
        process.waitForExit()
        #expect(process.terminationStatus == 0)
        #expect(terminal.echoes)
        #expect(!seen.contains("8462"))
        #expect(server.received == [["CHECKPIN", "846273"]])
    }

    @Test(
        "a signal ends the program at the prompt, with the echo back", .timeLimit(.minutes(1)),
        arguments: [SIGINT, SIGTERM])
    func signals(signal: Int32) throws {
        let server = try ScriptedServer { _ in "+ACCEPTABLE\r\n" }
        defer { server.stop() }
        let terminal = try Terminal()
        let process = try start(["pin", "check", "--admin-socket", server.path], terminal)
        _ = try terminal.wait(for: "PIN: ")
        #expect(!terminal.echoes)
        kill(process.processIdentifier, signal)
        process.waitForExit()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == signal)
        #expect(terminal.echoes)
        #expect(server.received.isEmpty)
    }

    @Test("a new PIN is asked for twice", .timeLimit(.minutes(1)), arguments: [("846273", true), ("846274", false)])
    func askedTwice(second: String, isAccepted: Bool) throws {
        let server = try ScriptedServer { _ in "+RESET mailbox=1001 must_change=true\r\n" }
        defer { server.stop() }
        let terminal = try Terminal()
        let process = try start(["pin", "reset", "1001", "--pin", "--admin-socket", server.path], terminal)
        _ = try terminal.wait(for: "PIN: ")
        try terminal.type("846273\n")
        _ = try terminal.wait(for: "The same PIN again: ")
        try terminal.type("\(second)\n")
        process.waitForExit()
        #expect(process.terminationStatus == (isAccepted ? 0 : 1))
        #expect(server.received == (isAccepted ? [["RESET", "1001", "PIN", "846273"]] : []))
    }
}
