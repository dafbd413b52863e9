import { Button, Form, field, PasswordInput, TextInput } from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { Again } from '../../web/routing/route.ts'

export const SignInPage = ({ errors, said, to }: Again & { to?: string | undefined }) => (
  <Page title="Sign in" errors={errors}>
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <h1 class="govuk-heading-l">Sign in</h1>
        <Form action={to === undefined ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`}>
          <TextInput
            label="E-mail address"
            type="email"
            autocomplete="username"
            spellcheck={false}
            {...field(errors, said, 'email')}
          />
          <PasswordInput label="Password" autocomplete="current-password" {...field(errors, {}, 'password')} />
          <TextInput
            label="Code from your authenticator app"
            hint="Six digits. Leave it empty if you have not set one up."
            inputmode="numeric"
            autocomplete="one-time-code"
            classes="govuk-input--width-5"
            {...field(errors, {}, 'code')}
          />
          <Button>Sign in</Button>
        </Form>
      </div>
    </div>
  </Page>
)
