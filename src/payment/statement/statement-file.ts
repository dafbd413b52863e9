import { stringify } from 'csv-stringify/sync'
import PDFDocument from 'pdfkit'
import type { Temporal } from 'temporal-polyfill'
import { formatMoney } from '../../kernel/money.ts'
import { monthInWords } from '../../kernel/month.ts'
import { instantInWords } from '../../kernel/words.ts'
import type { Statement } from './statement.ts'

/** What spreadsheets take for the beginning of a formula, in either width, and the blanks that they pass over before it. */
const RISKY = /^[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n\0]/

/** A cell that a spreadsheet must not run as a formula. */
const harmless = (text: string) => (RISKY.test(text) ? `'${text}` : text)

/** The lines as CSV, amounts in pounds and pence as plain numbers. */
export const statementCsv = (statement: Statement): string =>
  `\uFEFF${stringify([
    ['Statement', 'Month', 'Paid to', 'Line', 'Title', 'How it was reached', 'Standing', 'Amount'],
    ...statement.lines.map(line => [
      statement.statement,
      statement.month,
      harmless(statement.payee.name),
      String(line.line),
      harmless(line.title),
      harmless(line.formula),
      line.standing,
      plain(line.pence),
    ]),
    [
      statement.statement,
      statement.month,
      harmless(statement.payee.name),
      '',
      'Total',
      '',
      '',
      plain(statement.totalPence),
    ],
  ])}`

const plain = (pence: bigint) => formatMoney(pence).replaceAll(/[£,]/g, '')

const WIDTHS = { text: 360, amount: 110 } as const

/** The statement on A4, dated at the freeze, so that drawing it again gives the same bytes. */
export function statementPdf(statement: Statement, issuedAt: Temporal.Instant): Promise<Buffer> {
  const document = new PDFDocument({
    size: 'A4',
    margin: 56,
    info: {
      Title: `Statement ${statement.statement}`,
      Author: 'Weft',
      CreationDate: new Date(issuedAt.epochMilliseconds),
    },
  })
  const parts: Buffer[] = []
  const whole = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (part: Buffer) => parts.push(part))
    document.on('end', () => resolve(Buffer.concat(parts)))
    document.on('error', reject)
  })
  document.font('Helvetica-Bold').fontSize(18).text(`Statement ${statement.statement}`)
  document.font('Helvetica').fontSize(10).moveDown(0.5)
  for (const words of [
    `${statement.title}, version ${statement.agreementVersion}`,
    `Paid by ${statement.payer.name} to ${statement.payee.name}`,
    `${monthInWords(statement.month)}, frozen ${instantInWords(issuedAt)}`,
    `Evidence ${statement.evidence}`,
  ])
    document.text(words)
  document.moveDown()
  for (const line of statement.lines)
    row(
      document,
      `${line.line}. ${line.title}`,
      line.formula,
      line.standing === 'informative' ? 'For information' : formatMoney(line.pence),
    )
  row(document, 'Total', '', formatMoney(statement.totalPence))
  document.end()
  return whole
}

function row(document: PDFKit.PDFDocument, title: string, formula: string, amount: string) {
  if (document.y > document.page.height - 130) document.addPage()
  const top = document.y
  const left = document.page.margins.left
  document.font('Helvetica-Bold').text(title, left, top, { width: WIDTHS.text })
  if (formula) document.font('Helvetica').text(formula, left, document.y, { width: WIDTHS.text })
  const bottom = document.y
  document.font('Helvetica-Bold').text(amount, left + WIDTHS.text, top, { width: WIDTHS.amount, align: 'right' })
  document.y = bottom
  document.x = left
  document.moveDown(0.6)
}
