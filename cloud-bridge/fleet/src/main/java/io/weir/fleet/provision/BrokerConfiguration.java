package io.weir.fleet.provision;

/**
 * The configuration of the cloud's MQTT broker (mosquitto 2.0): mutual TLS only, who a client is
 * comes from its certificate, and a gateway sees its own topics only. Immutable; any thread.
 *
 * @param home where certificates and state are
 * @param address the address to listen on, or "" for all
 * @param port the port to listen on
 * @param user the system's user to run as: the owner of the files, for the keys are private to it
 */
record BrokerConfiguration(FleetHome home, String address, int port, String user) {

  String main() {
    return """
        # Written by weir-fleet init; it is written anew when that runs again.
        user %s
        listener %d%s
        cafile %s
        certfile %s
        keyfile %s
        crlfile %s
        tls_version tlsv1.2
        require_certificate true
        # who a client is: the common name of its certificate, as user and as client id
        use_identity_as_username true
        use_username_as_clientid true
        allow_anonymous false
        acl_file %s

        # a segment is at most 1 MiB with its envelope
        max_packet_size 2097152
        set_tcp_nodelay true
        # enough for what the fleet stores in one transaction; it acknowledges after that
        max_inflight_messages 512
        max_queued_messages 20000
        max_queued_bytes 134217728

        # queued commands and birth messages survive a restart; segments need not, gateways keep them
        persistence true
        persistence_location %s/
        autosave_interval 10
        persistent_client_expiration 14d

        log_dest stderr
        log_type error
        log_type warning
        log_type notice
        log_timestamp_format %%Y-%%m-%%dT%%H:%%M:%%S
        sys_interval 0
        """
        .formatted(
            user,
            port,
            address.isEmpty() ? "" : " " + address,
            home.authorityCertificate(),
            home.certificate("broker"),
            home.key("broker"),
            home.revocations(),
            home.brokerRights(),
            home.brokerData());
  }

  String rights() {
    return """
        # Written by weir-fleet init. A gateway (user = serial) speaks up and listens down, its own topics only.
        pattern write weir/%u/up/#
        pattern read weir/%u/down/#

        user fleet
        topic read weir/+/up/#
        topic write weir/+/down/#
        """;
  }
}
