import VoicemailModel

/// Strings made by the reference implementation (argon2-cffi 25.1, `hash_secret` with salt `0123456789abcdef` where the
/// string does not say otherwise).
enum Vectors {
    static let pin = "402719"

    /// Of `pin`, one pass over 256 KiB.
    static let onePass =
        "$argon2id$v=19$m=256,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$M9Cdt8surA4qihj3QeB+khy/HiaBopa74zV27RH73j8"
    /// Of `pin`, two passes over 256 KiB.
    static let twoPasses =
        "$argon2id$v=19$m=256,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$BB1Rh0F8Z4QVoIBJLns6fmbRIy1emQwLwZnguYChrBw"
    /// Of `pin`: four lanes, a number of blocks that four lanes cannot share evenly.
    static let fourLanes =
        "$argon2id$v=19$m=1031,t=2,p=4$MDEyMzQ1Njc4OWFiY2RlZg$o5Y9stvaOFp7/lViXo/RWKKIOGkLaorEuaSyVsvPDsg"
    /// Of `pin`: argon2i.
    static let argon2i =
        "$argon2i$v=19$m=256,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$DWVOz/2wPR/WJuqdacbxRJg99pPVK1cGwmXPK3UcwWQ"
    /// Of `pin`: 8 MiB.
    static let large =
        "$argon2id$v=19$m=8192,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$3elosVoN2cH+jwMYvhaZQV2hJr/5HWXkI9PC2HCvr0I"
    /// Of `pin`: the least memory.
    static let least =
        "$argon2id$v=19$m=8,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$ISYMOL6O9tFbe6YKxlRiPMoquiocHEJO/JMQVdpVhac"
    /// Of `pin`: 16 lanes, each with the least memory.
    static let sixteenLanes =
        "$argon2id$v=19$m=128,t=1,p=16$MDEyMzQ1Njc4OWFiY2RlZg$2lYS7NB+gHPQpjCSQwJvhRvB4nrkdYZdXDHCFUpsLNw"
    /// Of `pin`: two lanes in 64 MiB.
    static let sixtyFourMebibytes =
        "$argon2id$v=19$m=65536,t=1,p=2$MDEyMzQ1Njc4OWFiY2RlZg$1e//fcLoS37UlYIZhSyol/AqspOiW4+s1eK4h4mkLik"

    static let ofPIN = [
        onePass, twoPasses, fourLanes, argon2i, large, least, sixteenLanes,
        // argon2i with one pass, and with four lanes.
        "$argon2i$v=19$m=256,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$/vgEkNp/W3MAeENopeBAkHrszRQVaUqwd+LYktgYhRk",
        "$argon2i$v=19$m=512,t=4,p=4$MDEyMzQ1Njc4OWFiY2RlZg$zCH3eliMo2XIjUrJVGCHfJTY8i49mJfyaQYC5hXaqyw",
        // The shortest salt and hash, and a long hash.
        "$argon2id$v=19$m=256,t=2,p=1$MTIzNDU2Nzg$JZkhehIEK6qj4NDj46sS/g",
        "$argon2id$v=19$m=256,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg"
            + "$0yE3Wk8JsbLEsapCXNtDGFwlBVn4B2AjWer6dtmw9loeNXcm7YSywo5VI0YGudEp",
    ]

    /// As vaultwarden, Django and PHP make them by default, and the `argon2` program with a salt of 44 characters, as
    /// vaultwarden's documentation shows.
    static let ofOthers = [
        asking("m=65540,t=3,p=4"), asking("m=102400,t=2,p=8"), asking("m=65536,t=4,p=1"), asking("m=19456,t=2,p=1"),
        vaultwarden,
    ]

    /// Of `pin`.
    static let vaultwarden =
        "$argon2id$v=19$m=65540,t=3,p=4$bXBGMENBZUVzT3VUSFErTzQzK25Jck1BN2Z0amFuWjdSdllIQVZqYzAzYz0"
        + "$mSXVuEw1snc55++6u68WYv8odIg5LKHJvJfnZ+PA978"

    /// Of `pin`, each dearer than a server with small hashes allows: memory, passes, lanes.
    static let tooCostly = [
        "$argon2id$v=19$m=131073,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$wEN67jGy4Q+nJeRyURw6Dolgz/qliUsFWM40v/qD26w",
        "$argon2id$v=19$m=256,t=11,p=1$MDEyMzQ1Njc4OWFiY2RlZg$hfq51DfrsrA20Cz93u/+m5TjU0xhPRnq6zM1HhpcKAM",
        "$argon2id$v=19$m=256,t=1,p=17$MDEyMzQ1Njc4OWFiY2RlZg$vAhsBtCjKFd9aYSZu41JszV0n4+cqKt4c7F/5CWtowM",
    ]

    /// `onePass` that says to cost something else.
    static func asking(_ costs: String) -> String {
        var parts = onePass.split(separator: "$", omittingEmptySubsequences: false)
        parts[3] = costs[...]
        return parts.joined(separator: "$")
    }

    /// Changed so that it is not well-formed any more, or not of a kind that libsodium knows.
    static let malformed = [
        "", "$", "hash", "$2b$12$abcdefghijklmnopqrstuv", " " + onePass, onePass + " ", onePass + "\n", onePass + "$",
        String(onePass.dropFirst()), String(onePass.dropLast()), onePass + "AA", onePass + "=", onePass + "\0",
        "$argon2d$v=19$m=256,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$0WEND2Fve/70FDiaWUwdJnRvx1Bju9JagFCRZD/YoUE",
        replaced("argon2id", "Argon2id"), replaced("v=19", "v=16"), replaced("v=19", "v=019"), replaced("v=19$", ""),
        replaced("m=256", "m=0256"), replaced("m=256", "m=+256"), replaced("m=256", "m=-256"), replaced("m=256", "m=7"),
        replaced("m=256", "m=4294967296"), replaced("m=256", "m=18446744073709551872"), replaced("m=256", "m="),
        replaced("m=256", "m=2٣6"), replaced("t=1", "t=0"), replaced("t=1", "t=01"), replaced("p=1", "p=0"),
        replaced("p=1", "p=33"), replaced("m=256,t=1", "t=1,m=256"), replaced("p=1", "p=1,keyid=x"),
        replaced("m=256", "n=256"), replaced("Zg$", "Zg==$"), replaced("Zg$", "Zh$"),
        replaced("MDEyMzQ1Njc4OWFiY2RlZg", ""),
        replaced("MDEyMzQ1Njc4OWFiY2RlZg", "MTIzNDU2Nw"), replaced("M9Cdt8", "M9_dt8"), replaced("M9Cdt8", "M9 dt8"),
        "$argon2id$v=19$m=256,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$M9Cdt8surA4qihj3QeB",
        "$argon2id$v=19$m=256,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$" + String(repeating: "A", count: 204),
    ]

    private static func replaced(_ part: String, _ other: String) -> String {
        guard let range = onePass.firstRange(of: part) else { return "" }
        return onePass.replacingCharacters(in: range, with: other)
    }

    static func pin(_ text: String) -> PIN? {
        PIN(SecretBytes(copying: text.utf8))
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with other: String) -> String {
        self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
