#if canImport(Glibc)
    import Glibc
#endif

/// AddressSanitizer or ThreadSanitizer: `make asan`, `make tsan`.
public enum Sanitizer {
    /// Whether one was built into this program. It has then put functions of its own in place of the C library's, such as `mmap`.
    public static let isWatching = ["__asan_init", "__tsan_init"].contains { (name: String) in dlsym(nil, name) != nil }
    /// Why memory is not searched then.
    public static let isTooWide = "a sanitizer's own memory is terabytes wide"
}
