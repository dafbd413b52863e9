import { expect, test } from 'vitest'
import { caseloadText, MOST_ROWS } from './caseload-text.ts'

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'utf8') : Buffer.from(part))))

test.each([
  ['nothing', bytes(), 'The file is empty'],
  ['blanks', bytes(' \r\n\t\n'), 'The file is empty'],
  ['only the mark that some programs begin with', bytes([0xef, 0xbb, 0xbf]), 'The file is empty'],
  ['a spreadsheet', bytes([0x50, 0x4b, 0x03, 0x04, 0x14, 0x00]), 'This is a spreadsheet or an archive'],
  ['an older spreadsheet', bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'spreadsheet of an older kind'],
  ['a PDF', bytes('%PDF-1.7'), 'This is a PDF'],
  ['Windows text', bytes('crn,last_name\nX123456,Ren', [0xe9], '\n'), 'not written in UTF-8'],
  ['UTF-16', Buffer.concat([bytes([0xff, 0xfe]), Buffer.from('crn', 'utf16le')]), 'not written in UTF-8'],
  ['UTF-16 without its mark', Buffer.from('crn,last_name', 'utf16le'), 'not a text file'],
  ['one row too many', bytes('crn\n', 'X123456\n'.repeat(MOST_ROWS + 1)), '501 rows; this page takes 500'],
])('%s is refused with what to do', (_, given, sentence) => {
  expect(() => caseloadText(given)).toThrow(
    expect.objectContaining({
      code: 'input.invalid',
      fields: [{ field: 'file', sentence: expect.stringContaining(sentence) }],
    }),
  )
})

test('text in UTF-8 is taken as it is, with its line ends and up to the most rows', () => {
  expect(caseloadText(bytes('\n\ncrn,last_name\r\nX123456,René\r\n'))).toBe('\n\ncrn,last_name\r\nX123456,René\r\n')
  expect(caseloadText(bytes('crn\n', 'X123456\n'.repeat(MOST_ROWS)))).toContain('X123456')
})
