import Testing

/// `#expect` for what a mutating method returns: the macro cannot call one.
func expect<Value: Equatable>(
    _ actual: Value, is expected: Value, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(actual == expected, comment, sourceLocation: sourceLocation)
}
