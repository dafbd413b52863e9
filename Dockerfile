FROM node:24-slim
ENV NODE_ENV=production WEFT_DATA=/var/lib/weft
WORKDIR /opt/weft
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund && install -d -o node -g node /var/lib/weft
COPY . .
USER node
VOLUME /var/lib/weft
EXPOSE 3000
# The database is outside: docker run -e DATABASE_URL=postgres://… -p 3000:3000 weft
CMD ["node", "bin/weft.mjs", "serve", "--host", "0.0.0.0"]
