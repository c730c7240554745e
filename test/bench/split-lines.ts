/** What split2 alone takes: the lines of standard input, looked at for one word and counted. */
import split2 from 'split2';

let lines = 0;
const splitter = split2((line: string) => {
  if (line.includes('vfio')) lines += 1;
});
splitter.on('end', () => process.stdout.write(`${lines}\n`));
splitter.resume();
process.stdin.pipe(splitter);
