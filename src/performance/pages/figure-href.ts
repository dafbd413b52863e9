import type { Month } from '../../kernel/month.ts'

/** The page of a figure. */
export const figureHref = (figure: { area: string; month: Month; measure: string; organisation: string }): string =>
  `/areas/${figure.area}/figures/${figure.month}/${figure.measure}/${figure.organisation}`
