/** The result of a read: the value, or the name of the system error. No state of the host makes a read throw. */
export type Result<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly errno: string };
