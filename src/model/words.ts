/** Start of every shim's file name: containerd `pkg/shim/util_unix.go`. */
export const shimPrefix = 'containerd-shim-';
