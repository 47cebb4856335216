// Verifies a right PIN while its memory is not available, and again when it is. The test reads what it prints. A process of
// its own, because a limit on memory holds for a whole process.
import Glibc
import PINHashing
import VoicemailModel

/// Bytes of address space that this process takes now.
func addressSpace() -> UInt {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    return strtoul(line, nil, 10) * UInt(sysconf(Int32(_SC_PAGESIZE)))
}

func limitAddressSpace(to bytes: UInt) {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    limit.rlim_cur = min(bytes, limit.rlim_max)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
}

func result(of work: HashingWork, id: UInt64, from pool: HashingPool) async -> HashingResult? {
    await withCheckedContinuation { continuation in
        let deadline = ContinuousClock.now.advanced(by: .seconds(60))
        let admission = pool.submit(work, id: id, flow: 0, deadline: deadline) { continuation.resume(returning: $0) }
        if admission != .accepted { continuation.resume(returning: nil) }
    }
}

func describe(_ result: HashingResult?) -> String {
    switch result {
    case .matched: "matched"
    case .mismatched: "mismatched"
    case .hashed: "hashed"
    case .outOfMemory: "outOfMemory"
    case nil: "refused"
    }
}

let hashMemory = CommandLine.arguments.last.flatMap { HashingStatus.Memory(rawValue: $0) }
let pool = try HashingPool(
    parameters: Argon2Parameters(memory: 256 << 20, operations: 1), workers: 1, capacity: 8, hashMemory: hashMemory)
guard let pin = PIN(SecretBytes(copying: "402719".utf8)),
    // 8 MiB and one pass, by another implementation.
    case let small = "$argon2id$v=19$m=8192,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$3elosVoN2cH+jwMYvhaZQV2hJr/5HWXkI9PC2HCvr0I",
    case .hashed(let large) = await result(of: .hash(pin), id: 0, from: pool)
else { exit(2) }

print(
    describe(await result(of: .verify(candidate: pin.secret, encodedHash: large, replacement: nil), id: 1, from: pool)))
// A small hash on another pool's thread, whose memory is too short for a large one.
let other = try HashingPool(
    parameters: Argon2Parameters(memory: 256 << 20, operations: 1), workers: 1, capacity: 8, hashMemory: hashMemory)
limitAddressSpace(to: addressSpace() + (64 << 20))
print(
    describe(await result(of: .verify(candidate: pin.secret, encodedHash: large, replacement: nil), id: 2, from: other))
)
print(describe(await result(of: .verify(candidate: nil, encodedHash: nil, replacement: nil), id: 3, from: other)))
print(
    describe(await result(of: .verify(candidate: pin.secret, encodedHash: small, replacement: pin), id: 4, from: other))
)
print(describe(await result(of: .hash(pin), id: 5, from: other)))
limitAddressSpace(to: .max)
print(
    describe(await result(of: .verify(candidate: pin.secret, encodedHash: large, replacement: nil), id: 6, from: other))
)
