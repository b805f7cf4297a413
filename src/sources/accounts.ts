/** The fields of each line of /etc/passwd or /etc/group; lines without an id in the third field are left out. */
export function parseAccounts(bytes: Buffer): readonly (readonly string[])[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter(([name = '', , id = '']) => name !== '' && /^\d{1,10}$/.test(id));
}
