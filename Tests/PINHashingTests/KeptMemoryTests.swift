import CHashMemory
import Glibc
import Testing
import VoicemailTestKit

@testable import PINHashing

/// The mapping that libsodium asks for, asked for here.
private func mapLikeLibsodium(_ bytes: Int, flags: Int32 = MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE)
    -> UnsafeMutableRawPointer?
{
    let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0)
    return memory == MAP_FAILED ? nil : memory
}

/// Serialized, and each test runs from start to end on one thread: kept memory is a thread's own.
@Suite(
    .serialized, .disabled(if: Sanitizer.isWatching, "a sanitizer answers mmap, so that nothing is kept"),
    .timeLimit(.minutes(5)))
struct KeptMemoryTests {
    @Test(
        "lent memory answers one mapping, and the next hash gets the same",
        arguments: [8192, 262_144, 3_000_320, 8 << 20])
    func serves(bytes: Int) throws {
        defer { hash_memory_release() }
        #expect(hash_memory_lend(bytes))
        let first = try #require(mapLikeLibsodium(bytes))
        first.initializeMemory(as: UInt8.self, repeating: 0xAA, count: bytes)
        #expect(munmap(first, bytes) == 0)
        #expect(hash_memory_take_back() == HASH_MEMORY_SERVED)
        #expect(hash_memory_lend(bytes))
        #expect(mapLikeLibsodium(bytes) == first)
        munmap(first, bytes)
        #expect(hash_memory_take_back() == HASH_MEMORY_SERVED)
    }

    @Test("nothing is answered without a loan, and nothing else than libsodium's kind of mapping is")
    func passesOthers() throws {
        defer { hash_memory_release() }
        let bytes = 1 << 20
        #expect(hash_memory_lend(bytes))
        let other = try #require(mapLikeLibsodium(bytes, flags: MAP_PRIVATE | MAP_ANONYMOUS))
        #expect(hash_memory_take_back() == HASH_MEMORY_NOT_ASKED)
        let after = try #require(mapLikeLibsodium(bytes))
        #expect(hash_memory_take_back() == HASH_MEMORY_NOT_ASKED)
        #expect(munmap(other, bytes) == 0)
        #expect(munmap(after, bytes) == 0)
    }

    @Test("more than was lent, or a second mapping at once, comes from the kernel, and that is told")
    func passesOn() throws {
        defer { hash_memory_release() }
        let bytes = 1 << 20
        #expect(hash_memory_lend(bytes))
        let larger = try #require(mapLikeLibsodium(bytes + 4096))
        #expect(munmap(larger, bytes + 4096) == 0)
        #expect(hash_memory_take_back() == HASH_MEMORY_PASSED_ON)

        #expect(hash_memory_lend(bytes))
        let first = try #require(mapLikeLibsodium(bytes))
        let second = try #require(mapLikeLibsodium(bytes))
        #expect(first != second)
        #expect(munmap(second, bytes) == 0)
        #expect(munmap(first, bytes) == 0)
        #expect(hash_memory_take_back() == HASH_MEMORY_PASSED_ON)
    }

    @Test("memory that is still mapped when the loan ends is never served again")
    func keepsHandsOff() throws {
        defer { hash_memory_release() }
        let bytes = 1 << 20
        #expect(hash_memory_lend(bytes))
        let held = try #require(mapLikeLibsodium(bytes))
        #expect(hash_memory_take_back() == HASH_MEMORY_PASSED_ON)
        #expect(hash_memory_lend(bytes))
        let next = try #require(mapLikeLibsodium(bytes))
        #expect(next != held)
        munmap(next, bytes)
        _ = hash_memory_take_back()
        held.storeBytes(of: 1, as: UInt8.self)
        #expect(munmap(held, bytes) == 0)
    }

    @Test("wiping leaves no byte of what a hash wrote, portion by portion")
    func wipes() throws {
        defer { hash_memory_release() }
        let bytes = 5 << 20
        let memory = try write(0xAA, bytes)
        #expect(hash_memory_wipe(2 << 20) == 3 << 20)
        #expect(hash_memory_wipe(2 << 20) == 1 << 20)
        #expect(hash_memory_wipe(2 << 20) == 0)
        #expect(hash_memory_wipe(2 << 20) == 0)
        #expect(count(0xAA, memory, bytes) == 0)
    }

    @Test("what a smaller hash would leave standing of a larger one is wiped before it begins")
    func wipesTail() throws {
        defer { hash_memory_release() }
        let memory = try write(0xAA, 4 << 20)
        #expect(try write(0xBB, 1 << 20) == memory)
        #expect(count(0xAA, memory, 4 << 20) == 0)
        #expect(count(0xBB, memory, 4 << 20) == 1 << 20)
        #expect(hash_memory_wipe(4 << 20) == 0)
        #expect(count(0xBB, memory, 4 << 20) == 0)
    }

    @Test("memory grows with the largest hash and shrinks when told")
    func growsAndShrinks() throws {
        defer { hash_memory_release() }
        for bytes in [8192, 12288, 1 << 20, 3 << 20, 64 << 20] { _ = try write(1, bytes) }
        #expect(hash_memory_kept() == 64 << 20)
        _ = try write(1, 1 << 20)
        #expect(hash_memory_kept() == 64 << 20)
        hash_memory_shrink(8 << 20)
        #expect(hash_memory_kept() == 8 << 20)
        let memory = try write(2, 8 << 20)
        #expect(count(2, memory, 8 << 20) == 8 << 20)
        hash_memory_shrink(0)
        #expect(hash_memory_kept() == 0)
    }

    @Test("memory that is not available is refused, and a later request that can be met is met")
    func refuses() throws {
        defer { hash_memory_release() }
        for bytes in [0, 1 << 47, Int.max] {
            #expect(!hash_memory_lend(bytes))
            #expect(hash_memory_take_back() == HASH_MEMORY_NOT_ASKED)
        }
        _ = try write(1, 1 << 20)
    }

    @Test("the memory of threads that have ended goes back to the kernel")
    func threadsComeAndGo() throws {
        let before = try addressSpace()
        let bytes = 32 << 20
        for _ in 0..<32 {
            let thread = try #require(HashingThread { _ = hash_memory_lend(bytes) })
            thread.join()
        }
        // A gigabyte would be left. Half of it allows for what other tests do meanwhile.
        #expect(try addressSpace() - before < 512 << 20)
    }

    private func write(_ byte: UInt8, _ bytes: Int) throws -> UnsafeMutableRawPointer {
        #expect(hash_memory_lend(bytes))
        let memory = try #require(mapLikeLibsodium(bytes))
        memory.initializeMemory(as: UInt8.self, repeating: byte, count: bytes)
        munmap(memory, bytes)
        #expect(hash_memory_take_back() == HASH_MEMORY_SERVED)
        return memory
    }

    /// The memory is still the thread's own after `munmap`: it has never been unmapped.
    private func count(_ byte: UInt8, _ memory: UnsafeMutableRawPointer, _ bytes: Int) -> Int {
        UnsafeRawBufferPointer(start: memory, count: bytes).count { $0 == byte }
    }

    private func addressSpace() throws -> Int {
        let file = try #require(fopen("/proc/self/statm", "r"))
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        try #require(fgets(&line, Int32(line.count), file) != nil)
        return strtol(line, nil, 10) * sysconf(Int32(_SC_PAGESIZE))
    }
}
