/// An environment that says nothing to this program, though all of it begins with VMGATE_.
public enum KubernetesVariables {
    /// What Kubernetes gives every pod about a service `vmgate` with a named port, and about one called `vmgate-listen`.
    public static let all = [
        "VMGATE_PORT": "tcp://10.0.0.1:8746",
        "VMGATE_PORT_8746_TCP": "tcp://10.0.0.1:8746",
        "VMGATE_PORT_8746_TCP_ADDR": "10.0.0.1",
        "VMGATE_PORT_8746_TCP_PORT": "8746",
        "VMGATE_PORT_8746_TCP_PROTO": "tcp",
        "VMGATE_PORT_53_UDP": "udp://10.0.0.1:53",
        "VMGATE_PORT_53_UDP_ADDR": "",
        "VMGATE_PORT_9_SCTP_PROTO": "no\nsuch \u{1B} \"value\"",
        "VMGATE_SERVICE_HOST": "10.0.0.1",
        "VMGATE_SERVICE_PORT": "8746",
        "VMGATE_SERVICE_PORT_REDIS_TLS": "8747",
        "VMGATE_LISTEN_PORT": "tcp://10.0.0.2:8746",
        "VMGATE_LISTEN_SERVICE_HOST": "10.0.0.2",
        "VMGATE_METRICS_PORT": "tcp://[fd00::1]:9746",
        "VMGATE_METRICS_PORT_9746_TCP": "tcp://[fd00::1]:9746",
    ]
}
