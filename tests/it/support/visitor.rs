//! Someone with a browser: cookies, links, forms; no JavaScript.

use reqwest::{Client, Response};

use super::{Form, Page};

/// A person at a server, signed in or not.
#[derive(Clone)]
pub struct Visitor {
    base_url: String,
    client: Client,
}

impl Visitor {
    pub fn new(base_url: &str) -> Self {
        let client = Client::builder().cookie_store(true).build().unwrap();
        Self {
            base_url: base_url.to_owned(),
            client,
        }
    }

    /// Follows a path of this server, or a whole address of it from a letter.
    pub async fn get(&self, target: &str) -> Page {
        let response = self.client.get(self.address(target)).send().await.unwrap();
        page_of(response).await
    }

    /// Sends a form as it stands.
    pub async fn send(&self, form: &Form) -> Page {
        let action = self.address(&form.action);
        let request = self.client.post(action).form(&form.fields);
        page_of(request.send().await.unwrap()).await
    }

    /// Fills a page's form (the first whose action ends so) and sends it.
    pub async fn submit(&self, page: &Page, action_end: &str, values: &[(&str, &str)]) -> Page {
        let mut form = page.form(action_end);
        for (name, value) in values {
            form = form.with(name, value);
        }
        self.send(&form).await
    }

    /// The client itself, with this person's cookies, for what forms do not do.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The whole address of a path. An address from a letter names the site's
    /// public origin; its path is what counts here.
    pub fn address(&self, target: &str) -> String {
        let path = target.split_once("://").map_or(target, |(_, rest)| {
            rest.find('/').map_or("/", |start| &rest[start..])
        });
        format!("{}{path}", self.base_url)
    }
}

async fn page_of(response: Response) -> Page {
    let path = match response.url().query() {
        Some(query) => format!("{}?{query}", response.url().path()),
        None => response.url().path().to_owned(),
    };
    Page {
        path,
        status: response.status(),
        headers: response.headers().clone(),
        html: response.text().await.unwrap(),
    }
}
