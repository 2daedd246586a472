/** Another writer was faster. The caller reads and decides again. */
export class CommitConflict extends Error {
  override readonly name = 'CommitConflict';
}
