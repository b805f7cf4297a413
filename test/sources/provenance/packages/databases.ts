/** Puts headers into rpm's own format of database, "ndb": the blob of package n is in slot n. */
export function ndbDatabase(headers: readonly Buffer[]): Buffer {
  const page = Buffer.alloc(4096);
  page.write('RpmP', 0, 'latin1');
  page.writeUInt32LE(1, 12);
  const parts: Buffer[] = [page];
  let at = page.length;
  headers.forEach((header, index) => {
    const slot = 32 + index * 16;
    page.write('Slot', slot, 'latin1');
    page.writeUInt32LE(index + 1, slot + 4);
    page.writeUInt32LE(at / 16, slot + 8);
    const blob = Buffer.alloc(Math.ceil((16 + header.length + 12) / 16) * 16);
    page.writeUInt32LE(blob.length / 16, slot + 12);
    blob.write('BlbS', 0, 'latin1');
    blob.writeUInt32LE(index + 1, 4);
    blob.writeUInt32LE(header.length, 12);
    header.copy(blob, 16);
    parts.push(blob);
    at += blob.length;
  });
  return Buffer.concat(parts);
}

/** A record of apk's list of installed packages, as Alpine 3.20 writes it. */
export const apkInstalled = `C:Q1cPeVs1XlpJjIWK4DZNrcs2cPlvA=
P:containerd
V:1.7.17-r2
A:x86_64
S:15983168
T:An open and reliable container runtime
F:usr
F:usr/bin
R:containerd
a:0:0:755
Z:Q1qvVqT1B8Cn1o/w6mOhcmtDkSxUw=
R:containerd-shim-runc-v2
a:0:0:755
Z:Q1e5VqTx7ZmXb3S4vTbCrmFqMEvVY=
F:etc
F:etc/containerd

C:Q1u2Vqv6V8nYd3ufGH1j9/w6iUXsM=
P:runc
V:1.1.12-r4
F:usr
F:usr/bin
R:runc
a:0:0:755
Z:Q1lM2Zg2jFqzqRkhqJtVQHcVbIBFk=

`;

/** dpkg's status file with two packages, one of them for two architectures. */
export const dpkgStatus = `Package: containerd
Status: install ok installed
Architecture: amd64
Version: 1.7.24~ds1-6+b4

Package: libshim
Status: install ok installed
Architecture: i386
Version: 0.9

Package: libshim
Status: install ok installed
Architecture: amd64
Version: 1.0

Package: removed
Status: deinstall ok config-files
Version: 3
`;
