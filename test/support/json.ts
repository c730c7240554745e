/** JSON in the form that the test knows it to have; a wrong one fails where it is used. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function parsed<T>(text: string): T {
  // oxlint-disable-next-line typescript/no-unsafe-return
  return JSON.parse(text);
}
