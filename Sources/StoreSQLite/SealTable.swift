import Foundation
import GRDB
import Sealing
import VoicemailModel

/// The seals of one database, inside a transaction: read, written, and added up.
struct SealTable {
    let database: Database
    let ring: Keyring

    // MARK: One mailbox

    func seal(of id: MailboxID) throws -> HashSeal? {
        try database.first(
            "SELECT key, generation, mark FROM hash_seal WHERE context = ? AND number = ?", [id.context, id.number]
        ) {
            try Columns(row: $0, owner: "mailbox \(id)", table: "hash_seal").seal()
        }
    }

    /// Writes what seals the hash of `id` from now on; nil when it has none.
    func write(_ seal: HashSeal?, of id: MailboxID) throws {
        let old = try self.seal(of: id)
        guard old != seal else { return }
        var states = try states()
        if let old {
            guard let key = ring[name: old.key], states[old.key] != nil else { throw SealTable.lost }
            states[old.key]?.tally.subtract(generation: old.generation, of: id, key)
        }
        if let seal {
            guard let key = ring[name: seal.key], var state = states[seal.key] ?? Self.summary(states) else {
                throw SealTable.lost
            }
            state.tally.add(generation: seal.generation, of: id, key)
            state.generation = max(state.generation, seal.generation)
            states[seal.key] = state
            try run(
                """
                INSERT INTO hash_seal (context, number, key, generation, mark) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET key = excluded.key, generation = excluded.generation, mark = excluded.mark
                """,
                [id.context, id.number, seal.key, seal.generation, Data(seal.code.bytes)])
        } else {
            try run("DELETE FROM hash_seal WHERE context = ? AND number = ?", [id.context, id.number])
        }
        for key in Set([old?.key, seal?.key].compactMap { $0 }) {
            if let state = states[key] { try write(state, of: key) }
        }
    }

    // MARK: All of them

    /// What the database says of its seals as a whole, by key. Empty when it never had a sealed hash.
    ///
    /// - Throws: `StoreError` when it is not as a holder of the key has written it.
    func states() throws -> [String: SealState] {
        let sql = "SELECT key, phase, generation, tally, mark FROM hash_seal_state"
        let states = try database.all(sql) { row in
            let columns = Columns(row: row, owner: "the seals of a key", table: "hash_seal_state")
            guard let name = try? columns.text("key") else { throw Self.altered }
            guard let key = ring[name: name] else { throw Self.unknownKey(name) }
            guard let state = try? columns.sealState(), let code = SealCode(bytes: try columns.bytes("mark")),
                state.code(with: key) == code
            else { throw Self.altered }
            return (name, state)
        }
        return Dictionary(states) { first, _ in first }
    }

    /// What holds for all keys, with nothing added up: what a new key begins with. Nil when there is no state.
    static func summary(_ states: [String: SealState]) -> SealState? {
        guard let generation = states.values.map(\.generation).max() else { return nil }
        let isSealed = states.values.contains { $0.phase == .sealed }
        return SealState(phase: isSealed ? .sealed : .adopting, generation: generation)
    }

    func write(_ state: SealState, of name: String) throws {
        guard let key = ring[name: name] else { throw Self.lost }
        try run(
            """
            INSERT INTO hash_seal_state (key, phase, generation, tally, mark) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET phase = excluded.phase, generation = excluded.generation,
                tally = excluded.tally, mark = excluded.mark
            """,
            [
                name, state.phase.rawValue, state.generation, Data(state.tally.bytes),
                Data(state.code(with: key).bytes),
            ])
    }

    /// Gives the active key its state, and takes away those of keys that seal nothing any more.
    func finish(isSealed: Bool) throws {
        let states = try states()
        let name = ring.active.id.text
        guard var state = states[name] ?? Self.summary(states) else { throw Self.lost }
        if isSealed { state.phase = .sealed }
        try write(state, of: name)
        let used = try Self.counts(database).sealed
        for old in states.keys where old != name && used[old] == nil {
            try run("DELETE FROM hash_seal_state WHERE key = ?", [old])
        }
    }

    private func run(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    // MARK: What can be wrong

    static func unknownKey(_ name: String) -> StoreError {
        StoreError.unavailable(
            "seal.key_file: the database has PINs that are sealed with the key \(name), which the key file does not"
                + " have; name the right key file, or put back its copy")
    }

    static let altered = StoreError.corrupt(
        "seal.key_file: the database's record of its sealed PINs was altered by another program; restore it from a"
            + " backup")
    static let lost = StoreError.corrupt(
        "seal.key_file: the database has sealed PINs and its record of them is missing; restore it from a backup")
}

extension Columns {
    /// A code of another length is as wrong as any other.
    func seal() throws -> HashSeal {
        HashSeal(
            key: try text("key"), generation: try integer("generation"),
            code: SealCode(bytes: try bytes("mark")) ?? SealCode(0, 0))
    }

    /// - Throws: also when its generation leaves no room for those to come.
    fileprivate func sealState() throws -> SealState {
        let generation = try integer("generation")
        guard let phase = SealState.Phase(rawValue: Int(try integer("phase"))) else { throw invalid("phase") }
        guard (0...(.max / 2)).contains(generation) else { throw invalid("generation") }
        guard let tally = SealTally(bytes: try bytes("tally")) else { throw invalid("tally") }
        return SealState(phase: phase, generation: generation, tally: tally)
    }
}
