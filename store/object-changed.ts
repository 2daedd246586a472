/** The object is no longer the one that was meant: it was replaced, or it is gone. */
export class ObjectChanged extends Error {
  constructor() {
    super('the object was replaced or is gone');
    this.name = 'ObjectChanged';
  }
}
