import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// libsodium asks for a hash's memory by `mmap`, which this program answers with memory that it has kept. A libsodium that is
/// linked in another way never comes to ask: here one whose import of `mmap` has another name.
@Suite("A libsodium that does not take kept memory", .timeLimit(.minutes(5)))
struct MappedMemoryTests {
    /// Asks the kernel, past the program's own `mmap`.
    private static let library = """
        #define _GNU_SOURCE
        #include <sys/syscall.h>
        #include <sys/types.h>
        #include <unistd.h>
        void *mmxp(void *address, size_t size, int protection, int flags, int file, off_t offset) {
            return (void *)syscall(SYS_mmap, address, size, protection, flags, file, offset);
        }
        """

    /// Puts it into `folder`, and what answers it in `mmap`'s place.
    private static func make(in folder: URL) async throws {
        // Its size is said to be nothing, so that it is read to its end.
        let maps = try #require(try FileHandle(forReadingAtPath: "/proc/self/maps")?.readToEnd())
        let path = try #require(String(decoding: maps, as: UTF8.self).firstMatch(of: /\/\S*\/libsodium\.so\S*/)).output
        var bytes = try Data(contentsOf: URL(filePath: String(path)))
        let name = try #require(bytes.range(of: Data("\0mmap\0".utf8)))
        bytes.replaceSubrange(name, with: Data("\0mmxp\0".utf8))
        try bytes.write(to: folder.appending(path: "libsodium.so.23"))
        try Data(library.utf8).write(to: folder.appending(path: "mmxp.c"))
        let compile = "$(command -v cc || command -v clang) -shared -fPIC -o mmxp.so mmxp.c"
        let compiler = try await ProgramRun("sh", ["-c", compile], in: folder)
        try #require(compiler.status == 0, "there is no C compiler, or it has failed: \(compiler.errors)")
    }

    @Test(
        "verifies PINs all the same; INFO and the log say so",
        .disabled(if: Sanitizer.isWatching, "a sanitizer answers mmap itself"))
    func mapped() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vmgate-mapped-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await Self.make(in: folder)
        let server = try ServerProcess(environment: { _ in
            ["LD_LIBRARY_PATH": folder.path, "LD_PRELOAD": folder.appending(path: "mmxp.so").path]
        })
        #expect(try server.connectAsAdmin().say("ADD 1001 PIN 846273").hasPrefix("+ADDED"))
        let client = try server.connect()
        #expect(try client.call("INFO")["hash_memory"] == "mapped")
        #expect(try client.say("VERIFY 1001 846273").hasPrefix("+GRANTED"))
        #expect(try client.say("VERIFY 1001 846274").hasPrefix("+DENIED"))
        #expect(try String(contentsOfFile: server.logFile, encoding: .utf8).contains("hash_memory=mapped"))
    }
}
