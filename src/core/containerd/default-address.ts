/** Socket of a containerd that is not configured otherwise: containerd `defaults/defaults_unix.go`. */
export const defaultAddress = '/run/containerd/containerd.sock';
