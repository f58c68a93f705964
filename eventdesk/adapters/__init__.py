"""What touches the outside: storage, files, the network, the clock."""
